#include "host/config/resolve.hpp"

#include <algorithm>
#include <filesystem>

#include "host/config/address.hpp"
#include "host/config/setting.hpp"
#include "kernel/assert.hpp"

namespace hapax::configuration {
namespace {

constexpr std::uint64_t journal_page_bytes = 4096;

void take_defaults(Resolved& resolved) {
    for (const Setting& setting : settings()) {
        const auto problem = assign(resolved.config, setting, setting.initial);
        HAPAX_ASSERT(!problem, "every default lies in its range");
        resolved.origins.emplace(setting.path, "default");
    }
}

void take(const Assignment& assignment, Resolved& resolved, std::vector<std::string>& problems) {
    const Setting* setting = find_setting(assignment.path);
    HAPAX_ASSERT(setting != nullptr, "sources report unknown keys themselves");
    if (const auto problem = assign(resolved.config, *setting, assignment.text)) {
        problems.push_back(assignment.origin + ": " + assignment.path + ": " + *problem);
        return;
    }
    resolved.origins[assignment.path] = assignment.origin;
}

void check_together(const Resolved& resolved, std::vector<std::string>& problems) {
    const Config& config = resolved.config;
    const auto address = parse_address(config.server.listen);
    if (address && !address->is_loopback() && !config.server.insecure) {
        problems.push_back(resolved.origins.at("server.listen") + ": server.listen: '" + config.server.listen +
                           "' is not a loopback address; nothing is encrypted, so that needs --insecure");
    }
    if (config.data.directory.empty()) {
        problems.push_back(resolved.origins.at("data.directory") + ": data.directory: must not be empty");
    }
    if (config.journal.segment_bytes % journal_page_bytes != 0) {
        problems.push_back(resolved.origins.at("journal.segment_bytes") + ": journal.segment_bytes: " +
                           std::to_string(config.journal.segment_bytes) + " is no multiple of 4KiB");
    }
}

// A setting that nobody reads would be taken for one that holds.
void check_auth(const Resolved& resolved, std::vector<std::string>& problems) {
    const Config::Auth& auth = resolved.config.auth;
    const auto problem = [&](const char* path, const char* what) {
        problems.push_back(resolved.origins.at(path) + ": " + path + ": " + what);
    };
    const bool bearer = auth.mode == AuthMode::bearer;
    if (bearer && auth.bearer_file.empty()) problem("auth.mode", "'bearer' needs auth.bearer_file");
    if (!bearer && !auth.bearer_file.empty()) problem("auth.bearer_file", "is only read with auth.mode = \"bearer\"");
    if (auth.anonymous && auth.mode == AuthMode::anonymous) {
        problem("auth.anonymous", "is only read where somebody is identified: auth.mode is \"anonymous\"");
    }
    if (auth.issuer.empty()) problem("auth.issuer", "must not be empty");
    if (auth.issuer.find('|') != std::string::npos) problem("auth.issuer", "must not hold a bar");
    if (auth.audience.empty()) problem("auth.audience", "must not be empty");
}

// What loses the data would lose its copies too.
bool lies_in(const std::string& directory, const std::string& path) {
    const auto parts = [](const std::string& of) { return std::filesystem::absolute(of).lexically_normal(); };
    const std::filesystem::path inner = parts(path + "/");
    const std::filesystem::path outer = parts(directory + "/");
    return std::mismatch(outer.begin(), std::prev(outer.end()), inner.begin(), inner.end()).first ==
           std::prev(outer.end());
}

void check_copy(const Resolved& resolved, const char* setting, const std::string& path,
                std::vector<std::string>& problems) {
    if (path.empty() || resolved.config.data.directory.empty()) return;
    if (!lies_in(resolved.config.data.directory, path)) return;
    problems.push_back(resolved.origins.at(setting) + ": " + setting + ": '" + path +
                       "' lies in data.directory: what loses one loses both");
}

// A segment's name means something else in each of them.
void check_apart(const Resolved& resolved, std::vector<std::string>& problems) {
    const std::string& mirror = resolved.config.journal.mirror;
    if (mirror.empty()) return;
    const auto check = [&](const char* what, const std::string& path) {
        if (path.empty() || (!lies_in(path, mirror) && !lies_in(mirror, path))) return;
        problems.push_back(resolved.origins.at("journal.mirror") + ": journal.mirror: '" + mirror + "' and " + what +
                           " '" + path + "' lie in one another");
    };
    check("journal.archive", resolved.config.journal.archive);
    if (!lies_in(resolved.config.data.directory, mirror)) check("data.directory", resolved.config.data.directory);
}

void check_copies(const Resolved& resolved, std::vector<std::string>& problems) {
    check_copy(resolved, "journal.archive", resolved.config.journal.archive, problems);
    check_copy(resolved, "journal.mirror", resolved.config.journal.mirror, problems);
    check_apart(resolved, problems);
}

std::string without_trailing_slashes(std::string path) {
    while (path.size() > 1 && path.ends_with('/')) path.pop_back();
    return path;
}

void derive(Resolved& resolved) {
    Config& config = resolved.config;
    const std::string directory = without_trailing_slashes(config.data.directory);
    const auto fill = [&](std::string& slot, const char* path, const std::string& value) {
        if (!slot.empty()) return;
        slot = value;
        resolved.origins[path] = "from data.directory";
    };
    fill(config.data.witness, "data.witness", directory + ".witness");
    fill(config.views.path, "views.path", directory + "/views.sqlite");
    config.journal.mirror = without_trailing_slashes(config.journal.mirror);
}

std::string lines(const std::vector<std::string>& problems) {
    std::string text;
    for (const std::string& problem : problems) text += (text.empty() ? "" : "\n") + problem;
    return text;
}

}  // namespace

Result<Resolved> resolve(const std::vector<SourceReading>& sources) {
    Resolved resolved;
    std::vector<std::string> problems;
    take_defaults(resolved);
    for (const SourceReading& source : sources) {
        problems.insert(problems.end(), source.problems.begin(), source.problems.end());
        for (const Assignment& assignment : source.assignments) take(assignment, resolved, problems);
    }
    check_together(resolved, problems);
    check_copies(resolved, problems);
    check_auth(resolved, problems);
    if (!problems.empty()) return fail(config_errc::invalid, lines(problems));
    derive(resolved);
    return resolved;
}

}  // namespace hapax::configuration
