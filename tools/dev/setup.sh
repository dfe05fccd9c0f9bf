# shellcheck shell=bash
# Shared by ./run, ./test, bench/run and .ci/run: where we are, what is missing, how to build. Sourced, never run.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root" || exit 1

say() { printf '%s\n' "$*" >&2; }

die() {
    say "error: $*"
    exit 1
}

# packages_of GROUP…: the packages of these groups.
packages_of() {
    local groups=" $* " package group _
    while read -r package group _; do
        [[ $package == '#'* || -z $package ]] && continue
        [[ $groups == *" $group "* ]] && printf '%s\n' "$package"
    done <tools/dev/packages.txt
}

is_installed() { [[ $(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]; }

as_root() {
    if [[ $(id -u) == 0 ]]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        die "not root and no sudo; run this as root: $*"
    fi
}

# install_missing GROUP…: installs what is not there; asks nothing, and does nothing when all is there.
install_missing() {
    local package missing=()
    for package in $(packages_of "$@"); do
        is_installed "$package" || missing+=("$package")
    done
    [[ ${#missing[@]} == 0 ]] && return 0
    say "installing ${missing[*]}"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q >&2 </dev/null || die "apt-get update failed"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}" >&2 </dev/null ||
        die "apt-get install failed"
}

# build PRESET [TARGET…]: configures when there is no build yet, or the presets have changed since (of everything else,
# ninja knows when to do it again).
build() {
    local preset=$1 targets=()
    shift
    [[ $# -gt 0 ]] && targets=(--target "$@")
    if [[ ! -f build/$preset/build.ninja || CMakePresets.json -nt build/$preset/build.ninja ]]; then
        cmake --preset "$preset" >&2 || die "the configuration failed"
    fi
    cmake --build --preset "$preset" -j "$(nproc)" "${targets[@]}" >&2 || die "the build failed"
}
