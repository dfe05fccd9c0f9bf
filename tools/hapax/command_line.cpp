#include "tools/hapax/command_line.hpp"

#include <algorithm>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "adapters/identity/jwt_dev/dev_issuer.hpp"
#include "codec/answer/json_members.hpp"
#include "codec/json_text.hpp"
#include "host/config/resolve.hpp"
#include "host/config/toml_source.hpp"
#include "host/config/value_text.hpp"
#include "host/server/version.hpp"

namespace hapax::tools {
namespace {

constexpr const char* about = "Looks at and mends the stores of hapax services, and makes tokens for development.";
constexpr const char* footer =
    "Examples:\n"
    "  hapax store verify --data var/bank\n"
    "  hapax store backup --data var/bank --to /backup/bank\n"
    "  hapax stream read account/alice --data var/bank --output ndjson\n"
    "  hapax op get 0197a3c0-6d1e-7cc2-8a57-0242ac120002 --server http://127.0.0.1:8080\n"
    "  hapax proj list --server http://127.0.0.1:8080\n"
    "  hapax token --sub alice --data var/bank\n"
    "\n"
    "Exit codes: 0 done, 1 failed or rejected, 2 command line, 3 configuration, 4 no server or too late,\n"
    "5 not authorised, 6 in use by a server, 70 an error of ours, 130 interrupted.";

// What was said, still as text.
struct Said {
    std::string output = "table";
    std::string data;
    std::string file;
    std::string server;
    std::string timeout;
    std::string stream;
    std::string operation;
    std::string caller;
    std::string view;
    std::string copy;
    std::string mirror;
    std::string until;
    std::string from = "1";
    std::string limit = "1000";
    std::string subject;
    std::string lifetime = "1h";
    std::string audience;
    bool yes = false;
    bool all = false;
    bool verify = false;
    bool mend = false;
    Verb verb = Verb::print_text;
};

std::unexpected<Error> misused(const std::string& what) {
    return fail(config_errc::usage, what + "; see hapax --help");
}

CLI::App* add_command(CLI::App& group, Said& said, const char* name, const char* help, Verb verb) {
    CLI::App* command = group.add_subcommand(name, help);
    command->callback([&said, verb] { said.verb = verb; });
    command->add_option("--output", said.output, "table (for people), json or ndjson [table]")
        ->type_name("FORM")
        ->check(CLI::IsMember({"table", "json", "ndjson"}));
    return command;
}

CLI::Option* add_data(CLI::App* command, Said& said) {
    command->add_option("--config", said.file, "the server's TOML file, for where things lie")->type_name("FILE");
    return command->add_option("--data", said.data, "the server's data directory")->type_name("DIR");
}

void add_server(CLI::App* command, Said& said, CLI::Option* data) {
    command->add_option("--server", said.server, "ask this server instead, on this machine: http://127.0.0.1:8080")
        ->type_name("URL")
        ->excludes(data);
    command->add_option("--timeout", said.timeout, "how long to wait for the server [10s]")->type_name("TIME");
}

// Always JSON lines: it is what another program reads.
void describe_dump(CLI::App& store, Said& said) {
    CLI::App* dump = store.add_subcommand("dump",
                                          "verify the journal and print its records as JSON lines; beside a "
                                          "running server too");
    dump->callback([&said] { said.verb = Verb::store_dump; });
    add_data(dump, said);
}

void describe_verify(CLI::App& store, Said& said) {
    CLI::App* verify = add_command(store, said, "verify",
                                   "read all of a journal, its mirror, or a backup and check every byte; changes"
                                   " nothing without --mend",
                                   Verb::store_verify);
    CLI::Option* data = add_data(verify, said);
    CLI::Option* mirror = verify->add_option("--mirror", said.mirror, "and hold it against this second copy");
    verify->add_option("--copy", said.copy, "instead: an archive, a mirror or a backup by itself")
        ->type_name("DIR")
        ->excludes(data)
        ->excludes(mirror->type_name("DIR"));
    verify->add_flag("--mend", said.mend, "copy what is missing or damaged in journal or mirror from the other one");
}

void describe_copies(CLI::App& store, Said& said) {
    CLI::App* backup = add_command(store, said, "backup",
                                   "copy what is new of the journal, beside a running server too", Verb::store_backup);
    add_data(backup, said);
    backup->add_option("--to", said.copy, "an existing directory, empty or with this journal's backup")
        ->type_name("DIR")
        ->required();
    backup->add_flag("--verify", said.verify, "then read all of the backup and check every byte");
    CLI::App* restore = add_command(store, said, "restore", "make a journal out of a backup, an archive or a mirror",
                                    Verb::store_restore);
    add_data(restore, said);
    restore->add_option("--from", said.copy, "the backup, archive or mirror")->type_name("DIR")->required();
    restore->add_option("--until", said.until, "leave out every batch that holds a later position")
        ->type_name("POSITION");
}

void describe_store(CLI::App& app, Said& said) {
    CLI::App* store = app.add_subcommand(
        "store", "verify, backup, restore, dump, reindex, accept-loss: the journal, its copies and its index");
    store->require_subcommand(1);
    describe_verify(*store, said);
    describe_copies(*store, said);
    add_data(add_command(*store, said, "reindex", "throw the index away and build it again from the journal",
                         Verb::store_reindex),
             said);
    CLI::App* accept =
        add_command(*store, said, "accept-loss", "go on with an older copy, after saying what that gives up",
                    Verb::store_accept_loss);
    add_data(accept, said);
    accept->add_flag("--yes", said.yes, "do it");
    describe_dump(*store, said);
}

void describe_stream(CLI::App& app, Said& said) {
    CLI::App* stream =
        app.add_subcommand("stream", "read: the events of one stream, as stored; beside a running server too");
    stream->require_subcommand(1);
    CLI::App* read = add_command(*stream, said, "read", "the events of one stream, in order", Verb::stream_read);
    read->add_option("stream", said.stream, "such as account/alice")->type_name("TYPE/KEY")->required();
    read->add_option("--from", said.from, "first version [1]")->type_name("V");
    read->add_option("--limit", said.limit, "so many events at most [1000]")->type_name("N");
    add_data(read, said);
}

void describe_operation(CLI::App& app, Said& said) {
    CLI::App* operation =
        app.add_subcommand("op", "get: what became of an operation; from a server or from the journal");
    operation->require_subcommand(1);
    CLI::App* get = add_command(*operation, said, "get",
                                "one operation, from a server or from the journal; exit code 1 when it was rejected or "
                                "failed",
                                Verb::operation_get);
    get->add_option("id", said.operation, "the operation's id")->type_name("ID")->required();
    CLI::Option* caller =
        get->add_option("--caller", said.caller, "of this caller only; without, of all (journal only)");
    caller->type_name("ISSUER|SUBJECT");
    add_server(get, said, add_data(get, said));
}

void describe_projection(CLI::App& app, Said& said) {
    CLI::App* projection = app.add_subcommand("proj", "list, rebuild: the views and how far they have come");
    projection->require_subcommand(1);
    CLI::App* list = add_command(*projection, said, "list", "all views", Verb::projection_list);
    add_server(list, said, add_data(list, said));
    CLI::App* rebuild =
        add_command(*projection, said, "rebuild", "have the server's next start build a view anew from the journal",
                    Verb::projection_rebuild);
    rebuild->add_option("view", said.view, "its name")->type_name("VIEW");
    rebuild->add_flag("--all", said.all, "all views");
    add_data(rebuild, said);
}

void describe_token(CLI::App& app, Said& said) {
    CLI::App* token =
        add_command(app, said, "token", "print a token of the development issuer, whose key lies in the data directory",
                    Verb::token_mint);
    token->add_option("--sub", said.subject, "whom it names")->type_name("SUBJECT")->required();
    token->add_option("--ttl", said.lifetime, "how long it is good [1h]")->type_name("TIME");
    token->add_option("--aud", said.audience, "for whom it is [auth.audience]")->type_name("AUDIENCE");
    add_data(token, said);
}

Result<Config> read_config(const Said& said, const configuration::Environment& environment) {
    std::vector<configuration::SourceReading> sources;
    if (!said.file.empty()) sources.push_back(configuration::read_toml_file(said.file));
    sources.push_back(configuration::read_environment(environment));
    if (!said.data.empty()) sources.push_back({{{"data.directory", said.data, "--data"}}, {}});
    if (!said.mirror.empty()) sources.push_back({{{"journal.mirror", said.mirror, "--mirror"}}, {}});
    if (!said.audience.empty()) sources.push_back({{{"auth.audience", said.audience, "--aud"}}, {}});
    auto resolved = configuration::resolve(sources);
    if (!resolved) return pass_on(resolved);
    return std::move(resolved->config);
}

Result<configuration::Address> read_server(const std::string& url) {
    constexpr std::string_view scheme = "http://";
    std::string_view address = url;
    if (!address.starts_with(scheme)) return misused("--server: '" + url + "' is not http://ADDRESS:PORT");
    address.remove_prefix(scheme.size());
    if (address.ends_with('/')) address.remove_suffix(1);
    const auto parsed = configuration::parse_address(address);
    if (!parsed) return misused("--server: '" + url + "' is not http://ADDRESS:PORT");
    if (!parsed->is_loopback()) return misused("--server: '" + url + "' is not on this machine");
    return *parsed;
}

Result<void> read_stream(const Said& said, Order& order) {
    const std::size_t slash = said.stream.find('/');
    if (slash == 0 || slash == std::string::npos || slash + 1 == said.stream.size()) {
        return misused("'" + said.stream + "' is not TYPE/KEY");
    }
    const auto from = configuration::parse_count(said.from);
    if (!from || *from == 0) return misused("--from: '" + said.from + "' is no version; they begin with 1");
    const auto limit = configuration::parse_count(said.limit);
    if (!limit || *limit == 0) return misused("--limit: '" + said.limit + "' is no number above 0");
    order.stream = {said.stream.substr(0, slash), said.stream.substr(slash + 1)};
    order.from = Version{*from};
    order.limit = *limit;
    return {};
}

Result<void> read_operation(const Said& said, Order& order) {
    const auto id = Uuid::parse(said.operation);
    if (!id) return misused("'" + said.operation + "' is no operation id, which is a UUID");
    order.operation = OperationId{*id};
    if (said.caller.empty()) return {};
    if (!said.server.empty()) return misused("--caller: a server knows who asks");
    order.caller = JsonText<Caller>::parse(said.caller);
    return {};
}

Result<void> read_copy(const Said& said, Order& order) {
    const bool needed = said.verb == Verb::store_backup || said.verb == Verb::store_restore;
    if (needed && said.copy.empty()) return misused("the directory of the copy must not be empty");
    order.copy = said.copy;
    while (order.copy.size() > 1 && order.copy.ends_with('/')) order.copy.pop_back();
    if (said.mend && !said.copy.empty()) return misused("--mend: a copy by itself cannot be mended");
    if (said.until.empty()) return {};
    const auto until = configuration::parse_count(said.until);
    if (!until || *until == 0) return misused("--until: '" + said.until + "' is no position; they begin with 1");
    order.until = Position{*until};
    return {};
}

Result<void> read_token(const Said& said, Order& order) {
    const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
    if (said.subject.empty() || said.subject.size() > identity::subject_bytes_max || !valid_utf8(said.subject) ||
        std::ranges::any_of(said.subject, control)) {
        return misused("--sub: a subject has 1 to 255 bytes of UTF-8 and no control characters");
    }
    const auto lifetime = configuration::parse_duration(said.lifetime);
    if (!lifetime || *lifetime < std::chrono::seconds(1) || *lifetime > identity::lifetime_max) {
        return misused("--ttl: '" + said.lifetime + "' is no time such as 1h, from 1s to 365d");
    }
    order.subject = said.subject;
    order.lifetime = std::chrono::duration_cast<std::chrono::seconds>(*lifetime);
    return {};
}

Result<void> read_what(const Said& said, Order& order) {
    order.yes = said.yes;
    order.view = said.view;
    order.verify = said.verify;
    order.mend = said.mend;
    if (auto read = read_copy(said, order); !read) return read;
    if (order.verb == Verb::stream_read) return read_stream(said, order);
    if (order.verb == Verb::operation_get) return read_operation(said, order);
    if (order.verb == Verb::token_mint) return read_token(said, order);
    if (order.verb == Verb::projection_rebuild && said.all == !said.view.empty()) {
        return misused("proj rebuild takes a view or --all");
    }
    return {};
}

// In the environment, where other users of the machine cannot read it as they can a command line.
Result<std::string> read_token_to_show(const configuration::Environment& environment) {
    constexpr std::string_view name = "HAPAX_TOKEN=";
    for (const std::string& variable : environment) {
        if (!variable.starts_with(name)) continue;
        std::string token = variable.substr(name.size());
        const auto visible = [](char c) { return c > 0x20 && c < 0x7F; };
        if (!std::ranges::all_of(token, visible)) return misused("HAPAX_TOKEN holds no token");
        return token;
    }
    return std::string();
}

Result<void> read_where(const Said& said, const configuration::Environment& environment, Order& order) {
    if (!said.timeout.empty()) {
        const auto timeout = configuration::parse_duration(said.timeout);
        if (!timeout || *timeout <= Duration::zero() || *timeout > std::chrono::hours(1)) {
            return misused("--timeout: '" + said.timeout + "' is no time such as 5s, up to 1h");
        }
        order.timeout = std::chrono::ceil<std::chrono::milliseconds>(*timeout);
    }
    if (!said.server.empty()) {
        const auto server = read_server(said.server);
        if (!server) return pass_on(server);
        auto token = read_token_to_show(environment);
        if (!token) return pass_on(token);
        order.server = *server;
        order.token = *std::move(token);
        return {};
    }
    auto config = read_config(said, environment);
    if (!config) return pass_on(config);
    order.config = *std::move(config);
    return {};
}

Result<Order> order_of(const Said& said, const configuration::Environment& environment) {
    Order order;
    order.verb = said.verb;
    if (said.output == "json") order.form = OutputForm::json;
    if (said.output == "ndjson") order.form = OutputForm::ndjson;
    if (auto read = read_what(said, order); !read) return pass_on(read);
    if (auto read = read_where(said, environment, order); !read) return pass_on(read);
    return order;
}

// The innermost command that was named.
std::string help_of(const CLI::App& app) {
    const CLI::App* chosen = &app;
    std::string name = app.get_name();
    while (!chosen->get_subcommands().empty()) {
        chosen = chosen->get_subcommands().front();
        name += " " + chosen->get_name();
    }
    return chosen == &app ? app.help() : chosen->help(name.substr(0, name.rfind(' ')));
}

Order to_print(std::string text) {
    Order order;
    order.text = std::move(text);
    return order;
}

}  // namespace

Result<Order> read_order(const std::vector<std::string>& arguments, const configuration::Environment& environment) {
    Said said;
    CLI::App app(about, "hapax");
    app.set_version_flag("--version", std::string("hapax ") + version_text, "print the version and exit");
    app.require_subcommand(1);
    describe_store(app, said);
    describe_stream(app, said);
    describe_operation(app, said);
    describe_projection(app, said);
    describe_token(app, said);
    app.footer(footer);  // last: the commands' own pages go without
    try {
        app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));  // CLI11 takes them last first
    } catch (const CLI::CallForHelp&) {
        return to_print(help_of(app));
    } catch (const CLI::CallForVersion& version) {
        return to_print(version.what() + std::string("\n"));
    } catch (const CLI::ParseError& e) {
        return misused(e.what());
    }
    return order_of(said, environment);
}

}  // namespace hapax::tools
