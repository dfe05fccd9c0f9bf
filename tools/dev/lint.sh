#!/usr/bin/env bash
# Static checks of what changed since the merge base (or, on it, since the commit before), or of everything with --all.
# Each check is one case; the last line is "N passed, N failed".
set -euo pipefail
# shellcheck source=tools/dev/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

passed=0
failed=0

here() { git -c safe.directory='*' "$@"; }

tracked() { here ls-files --cached --others --exclude-standard -- "$@"; }

# The commit to compare with; nothing when there is none, and then everything is checked.
base_commit() {
    local main base head
    head=$(here rev-parse HEAD)
    for main in origin/HEAD origin/main main; do
        base=$(here merge-base HEAD "$main" 2>/dev/null) || continue
        [[ $base != "$head" ]] && printf '%s\n' "$base" && return
    done
    here rev-parse --verify --quiet HEAD~1 || true
}

# lines_with PATTERN OPTION…: what grep finds in the text files that are named on stdin. They are too many for one call of
# it, so that its exit code says nothing.
lines_with() {
    local pattern=$1
    shift
    xargs -r -d '\n' grep -I "$@" -- "$pattern" || true
}

# changed PATTERN…: existing files that differ from the base, the untracked ones included.
changed() {
    local base=''
    [[ ${1:-} == --all ]] && shift && tracked "$@" && return
    base=$(base_commit)
    [[ -z $base ]] && tracked "$@" && return
    {
        here diff --name-only --diff-filter=d "$base" -- "$@"
        here ls-files --others --exclude-standard -- "$@"
    } | sort -u
}

check() {
    local name=$1 output
    shift
    if output=$("$@" 2>&1); then
        passed=$((passed + 1))
        say "ok      $name"
    else
        failed=$((failed + 1))
        say "FAILED  $name"
        printf '%s\n' "$output" >&2
    fi
}

check_format() { [[ ${#cpp[@]} == 0 ]] || clang-format-19 --dry-run --Werror "${cpp[@]}"; }

# A header is checked through the source beside it or, when there is none, through the line that compiles it alone.
# What only another preset compiles (planted bugs) is not looked at.
translation_units() {
    local file source id
    for file in "${cpp[@]}"; do
        source=${file%.hpp}.cpp
        id=${file//\//_}
        if [[ -f $source ]]; then
            grep -qF "/$source\"" build/clang/compile_commands.json || continue
            printf '%s\n' "$source"
        elif [[ -f build/clang/tests/architecture/lonely/$id.cpp ]]; then
            printf '%s\n' "build/clang/tests/architecture/lonely/$id.cpp"
        fi
    done | sort -u
}

check_tidy() {
    [[ ${#cpp[@]} == 0 ]] && return 0
    cmake --preset clang >/dev/null || return 1
    translation_units | xargs -r -P "$(nproc)" -n 2 clang-tidy-19 --quiet -p build/clang
}

check_cppcheck() {
    [[ ${#cpp[@]} == 0 ]] && return 0
    cppcheck --quiet --std=c++20 --library=googletest --language=c++ --enable=warning,performance,portability --inline-suppr \
        --suppressions-list=tools/dev/cppcheck.suppressions --error-exitcode=1 -j "$(nproc)" -I src -I include "${cpp[@]}"
}

check_shell() { shellcheck --external-sources run test prove bench/run .ci/run tools/dev/*.sh; }

# Keys and passwords by their form. A line that only looks like one carries the words "not a secret".
check_secrets() {
    local forms='BEGIN [A-Z ]*PRIVATE KEY|AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}|glpat-[A-Za-z0-9_-]{20}'
    forms+='|xox[baprs]-[A-Za-z0-9-]{10}|eyJ[A-Za-z0-9_-]{16,}\.eyJ[A-Za-z0-9_-]{16,}'
    forms+="|(password|passwd|secret|api_?key|token)[\"' ]*[:=] *[\"'][^\"' \${}<>]{8,}[\"']"
    local found
    found=$(tracked | lines_with "$forms" -HnE | grep -v 'not a secret') || true
    [[ -z $found ]] && return 0
    printf '%s\n' "$found"
    return 1
}

third_party_includes() {
    tracked src include clients examples tools tests bench | grep -E '\.(cpp|hpp)$' |
        xargs -r -d '\n' grep -hoE '^#include <[^>]+>' | sed -E 's/#include <(.*)>/\1/' | sort -u
}

# Every header of others that is included belongs to a package of the list.
check_undeclared() {
    local header owner listed bad=0
    listed=$(packages_of build test lint bench)
    while read -r header; do
        [[ -e /usr/include/$header ]] || continue
        owner=$(dpkg-query -S "/usr/include/$header" 2>/dev/null | sed 's/:.*//' | head -n 1)
        [[ $owner == libc6-dev || $owner == linux-libc-dev || -z $owner ]] && continue
        grep -qxF "$owner" <<<"$listed" && continue
        echo "<$header> comes from $owner, which tools/dev/packages.txt does not name"
        bad=1
    done < <(third_party_includes)
    return $bad
}

# Every package of the list is used: some tracked file shows its evidence.
check_unused() {
    local package evidence _ bad=0
    while read -r package _ evidence; do
        [[ $package == '#'* || -z $package ]] && continue
        [[ -n $(tracked | grep -vx 'tools/dev/packages.txt' | lines_with "$evidence" -lE) ]] && continue
        echo "$package is listed in tools/dev/packages.txt and nothing shows: $evidence"
        bad=1
    done <tools/dev/packages.txt
    return $bad
}

install_missing build test lint
mapfile -t cpp < <(changed "$@" '*.cpp' '*.hpp')
say "checking ${#cpp[@]} C++ files"
check "clang-format" check_format
check "clang-tidy" check_tidy
check "cppcheck" check_cppcheck
check "shellcheck" check_shell
check "secrets" check_secrets
check "undeclared dependencies" check_undeclared
check "unused dependencies" check_unused
echo "$passed passed, $failed failed"
[[ $failed == 0 ]]
