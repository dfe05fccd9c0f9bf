#include "host/config/command_line.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "host/config/print_config.hpp"
#include "host/config/setting.hpp"
#include "host/config/toml_source.hpp"

namespace hapax {
namespace {

using configuration::Setting;
using configuration::SourceReading;

constexpr const char* openapi = "openapi";

struct Flags {
    SourceReading settings;
    std::string file;
    bool print = false;
};

std::string flag_names(const Setting& setting) {
    std::string by_path = "--" + std::string(setting.path);
    if (setting.path == "server.listen") return "--listen," + by_path;
    if (setting.path == "data.directory") return "--data," + by_path;
    return by_path;
}

std::string help_of(const Setting& setting) {
    std::string help(setting.help);
    if (!setting.initial.empty()) help += " [" + std::string(setting.initial) + "]";
    return help;
}

void add_setting(CLI::App& serve, const Setting& setting, Flags& flags) {
    const std::string path(setting.path);
    const auto take = [&flags, path](const std::string& text) {
        flags.settings.assignments.push_back({path, text, "--" + path});
    };
    serve.add_option_function<std::string>(flag_names(setting), take, help_of(setting))
        ->type_name("")
        ->group(path.substr(0, path.find('.')));
}

void describe(CLI::App& app, Flags& flags) {
    app.require_subcommand(1);
    app.add_subcommand(openapi, "print the OpenAPI document of the service, and end");
    CLI::App* serve = app.add_subcommand("serve", "serve over HTTP");
    serve->add_option("--config", flags.file, "TOML file; the environment and flags go over it")->type_name("FILE");
    serve->add_flag("--print-config", flags.print, "show what holds and where each value came from");
    const auto insecure = [&flags](std::int64_t) {
        flags.settings.assignments.push_back({"server.insecure", "true", "--insecure"});
    };
    serve->add_flag_function("--insecure", insecure, "listen beyond loopback although nothing is encrypted");
    for (const Setting& setting : configuration::settings()) add_setting(*serve, setting, flags);
}

Result<Launch> launch(const Flags& flags, const configuration::Environment& environment) {
    std::vector<SourceReading> sources;
    if (!flags.file.empty()) sources.push_back(configuration::read_toml_file(flags.file));
    sources.push_back(configuration::read_environment(environment));
    sources.push_back(flags.settings);
    const auto resolved = configuration::resolve(sources);
    if (!resolved) return pass_on(resolved);
    if (!flags.print) return Launch{Launch::Action::serve, resolved->config, {}};
    return Launch{Launch::Action::print, resolved->config, configuration::print_config(*resolved)};
}

}  // namespace

Result<Launch> read_command_line(const std::string& program, const std::vector<std::string>& arguments,
                                 const configuration::Environment& environment) {
    Flags flags;
    CLI::App app("A hapax service", program);
    describe(app, flags);
    try {
        app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));  // CLI11 takes them last first
    } catch (const CLI::CallForHelp&) {
        const auto chosen = app.get_subcommands();
        return Launch{Launch::Action::print, {}, chosen.empty() ? app.help() : chosen.front()->help(program)};
    } catch (const CLI::ParseError& e) {
        return fail(config_errc::usage, std::string(e.what()) + "; see " + program + " serve --help");
    }
    if (app.got_subcommand(openapi)) return Launch{Launch::Action::openapi, {}, {}};
    return launch(flags, environment);
}

}  // namespace hapax
