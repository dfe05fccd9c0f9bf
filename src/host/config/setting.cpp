#include "host/config/setting.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <vector>

#include "codec/answer/json_members.hpp"
#include "host/config/address.hpp"
#include "host/config/value_text.hpp"
#include "kernel/assert.hpp"

namespace hapax::configuration {
namespace {

constexpr std::size_t text_bytes_max = 4096;

#define HAPAX_SLOT(member) [](Config& c) -> Slot { return &c.member; }

constexpr std::array table{
    Setting{"server.listen", Kind::address, "127.0.0.1:8080", "", "",
            "address and port to listen on; port 0 takes a free one", HAPAX_SLOT(server.listen)},
    Setting{"server.insecure", Kind::flag, "false", "", "",
            "listen beyond loopback although nothing is encrypted and, in mode anonymous, nobody identified",
            HAPAX_SLOT(server.insecure)},
    Setting{"server.loops", Kind::count, "0", "0", "64", "I/O loops; 0 is one per two cores, up to 4",
            HAPAX_SLOT(server.loops)},
    Setting{"server.connections_max", Kind::count, "16384", "1", "1000000", "connections open at once",
            HAPAX_SLOT(server.connections_max)},
    Setting{"server.wait", Kind::duration, "10s", "0ms", "10m", "how long a request waits for its answer before 202",
            HAPAX_SLOT(server.wait)},
    Setting{"server.shutdown", Kind::duration, "10s", "1s", "10m",
            "how long a stop may take; what does not end by then is cut", HAPAX_SLOT(server.shutdown)},
    Setting{"server.patience", Kind::duration, "200us", "0us", "10ms",
            "how long a loop looks for work before it sleeps; 0us saves processor time and costs latency",
            HAPAX_SLOT(server.patience)},
    Setting{"limits.body_bytes", Kind::bytes, "1MiB", "1KiB", "64MiB", "largest request body",
            HAPAX_SLOT(limits.body_bytes)},
    Setting{"limits.url_bytes", Kind::bytes, "8KiB", "256", "64KiB", "longest request target",
            HAPAX_SLOT(limits.url_bytes)},
    Setting{"limits.headers", Kind::count, "64", "8", "1024", "header fields of a request", HAPAX_SLOT(limits.headers)},
    Setting{"limits.header_bytes", Kind::bytes, "16KiB", "1KiB", "1MiB", "all header fields of a request together",
            HAPAX_SLOT(limits.header_bytes)},
    Setting{"limits.pipeline", Kind::count, "64", "1", "1024", "requests of one connection under way at once",
            HAPAX_SLOT(limits.pipeline)},
    Setting{"limits.header_time", Kind::duration, "10s", "100ms", "10m", "how long a header may take to arrive",
            HAPAX_SLOT(limits.header_time)},
    Setting{"limits.idle_time", Kind::duration, "60s", "1s", "1h", "how long a connection may be idle",
            HAPAX_SLOT(limits.idle_time)},
    Setting{"limits.caller_rate", Kind::count, "0", "0", "1000000",
            "requests a second of one caller on one I/O loop; more get 429; 0 is no limit",
            HAPAX_SLOT(limits.caller_rate)},
    Setting{"limits.caller_burst", Kind::count, "100", "1", "1000000",
            "requests of one caller at once after a rest, where limits.caller_rate is set",
            HAPAX_SLOT(limits.caller_burst)},
    Setting{"limits.caller_concurrency", Kind::count, "0", "0", "1000000",
            "requests of one caller under way at once on one I/O loop; more get 429; 0 is no limit",
            HAPAX_SLOT(limits.caller_concurrency)},
    Setting{"push.subscribers", Kind::count, "20000", "1", "1000000",
            "event streams and hub connections open at once; more get 503", HAPAX_SLOT(push.subscribers)},
    Setting{"push.subscribers_of_caller", Kind::count, "256", "1", "1000000",
            "of them, of one identified caller; more get 429", HAPAX_SLOT(push.subscribers_of_caller)},
    Setting{"push.in_flight", Kind::count, "64", "1", "4096",
            "events on their way to one subscriber; the others wait in the journal", HAPAX_SLOT(push.in_flight)},
    Setting{"push.behind", Kind::duration, "10s", "1s", "10m",
            "how long a subscriber who was not behind may be; then he is told to resync", HAPAX_SLOT(push.behind)},
    Setting{"push.heartbeat", Kind::duration, "15s", "1s", "25s",
            "how often a stream or hub on which nothing happens says something; SignalR clients wait 30s for it",
            HAPAX_SLOT(push.heartbeat)},
    Setting{"push.reconnect", Kind::duration, "3s", "1ms", "1h", "how long an event stream tells its client to wait",
            HAPAX_SLOT(push.reconnect)},
    Setting{"push.client_silence", Kind::duration, "30s", "16s", "1h",
            "a client of the hub that says nothing for so long is gone", HAPAX_SLOT(push.client_silence),
            "SignalR clients say something every 15s"},
    Setting{"push.handshake", Kind::duration, "15s", "1s", "5m", "how long a client of the hub has for its handshake",
            HAPAX_SLOT(push.handshake)},
    Setting{"push.message_bytes", Kind::bytes, "32KiB", "1KiB", "1MiB", "longest message to the hub",
            HAPAX_SLOT(push.message_bytes)},
    Setting{"push.subscriptions", Kind::count, "256", "1", "65536", "operations that one hub connection may follow",
            HAPAX_SLOT(push.subscriptions)},
    Setting{"auth.mode", Kind::mode, "anonymous", "", "",
            "who asks: anonymous (nobody is identified), dev (tokens of hapax token) or bearer (tokens of a file)",
            HAPAX_SLOT(auth.mode)},
    Setting{"auth.anonymous", Kind::flag, "false", "", "", "with dev or bearer: who sends no token is let in as nobody",
            HAPAX_SLOT(auth.anonymous)},
    Setting{"auth.bearer_file", Kind::text, "", "", "",
            "with bearer: file of mode 0600 with a token and its subject on each line", HAPAX_SLOT(auth.bearer_file)},
    Setting{"auth.issuer", Kind::text, "urn:hapax:dev", "", "", "with dev: the issuer that its tokens name",
            HAPAX_SLOT(auth.issuer)},
    Setting{"auth.audience", Kind::text, "hapax", "", "", "with dev: for whom a token must be",
            HAPAX_SLOT(auth.audience)},
    Setting{"data.directory", Kind::text, "var/data", "", "", "where the journal and all that is derived from it live",
            HAPAX_SLOT(data.directory)},
    Setting{"data.witness", Kind::text, "", "", "", "witness file; empty is <data.directory>.witness",
            HAPAX_SLOT(data.witness)},
    Setting{"journal.segment_bytes", Kind::bytes, "64MiB", "1MiB", "2GiB",
            "size of a journal segment, in whole pages of 4KiB", HAPAX_SLOT(journal.segment_bytes)},
    Setting{"journal.prepared_segments", Kind::count, "3", "2", "64",
            "segments prepared ahead, the reserved one included", HAPAX_SLOT(journal.prepared_segments),
            "the last one prepared is kept for what completes, so nothing would ever be admitted"},
    Setting{"journal.archive", Kind::text, "", "", "",
            "existing directory that closed segments are copied to; empty is none", HAPAX_SLOT(journal.archive)},
    Setting{"journal.mirror", Kind::text, "", "", "",
            "existing directory, on another disk, for a second copy of the journal that is never behind; empty is none",
            HAPAX_SLOT(journal.mirror)},
    Setting{"index.run_records", Kind::count, "262144", "1024", "16777216", "records sorted into one run of the index",
            HAPAX_SLOT(index.run_records)},
    Setting{"views.path", Kind::text, "", "", "", "SQLite file of the views; empty is <data.directory>/views.sqlite",
            HAPAX_SLOT(views.path)},
    Setting{"engine.tries", Kind::count, "5", "1", "100", "tries of a command before it is a stored failure",
            HAPAX_SLOT(engine.tries)},
    Setting{"engine.backoff", Kind::duration, "10ms", "1ms", "1m", "wait before the second try; doubles with each",
            HAPAX_SLOT(engine.backoff)},
    Setting{"engine.cache_bytes", Kind::bytes, "64MiB", "1MiB", "1TiB", "aggregates kept in memory",
            HAPAX_SLOT(engine.cache_bytes)},
    Setting{"engine.snapshot_every", Kind::count, "1000", "10", "1000000",
            "events between two snapshots of an aggregate", HAPAX_SLOT(engine.snapshot_every)},
    Setting{"queues.engine", Kind::count, "8192", "16", "1048576", "requests waiting for the engine; more get 503",
            HAPAX_SLOT(queues.engine)},
    Setting{"queues.delay", Kind::duration, "5ms", "1ms", "forever",
            "while the engine cannot keep up: who has waited longer for it gets 503", HAPAX_SLOT(queues.delay)},
    Setting{"queues.committer", Kind::count, "8192", "16", "1048576", "commits waiting for the disk",
            HAPAX_SLOT(queues.committer)},
    Setting{"queues.query", Kind::count, "8192", "16", "1048576", "reads waiting for the views",
            HAPAX_SLOT(queues.query)},
    Setting{"retention.operations", Kind::duration, "forever", "1h", "forever", "how long operations are kept",
            HAPAX_SLOT(retention.operations)},
    Setting{"log.level", Kind::level, "info", "", "", "debug, info, warning or error", HAPAX_SLOT(log.level)},
    Setting{"log.file", Kind::text, "", "", "", "log file; empty is stderr", HAPAX_SLOT(log.file)},
};

#undef HAPAX_SLOT

constexpr std::array<std::string_view, 4> level_names{"debug", "info", "warning", "error"};
constexpr std::array<std::string_view, 3> mode_names{text(AuthMode::anonymous), text(AuthMode::dev),
                                                     text(AuthMode::bearer)};

template <class T>
std::optional<T> parse(Kind kind, std::string_view text) {
    if constexpr (std::is_same_v<T, Duration>) {
        return parse_duration(text);
    } else {
        return kind == Kind::bytes ? parse_bytes(text) : parse_count(text);
    }
}

std::string not_of_kind(std::string_view text, Kind kind) {
    return "'" + std::string(text) + "' is not " + std::string(kind_text(kind));
}

// Numbers and durations: a value in [least, most].
template <class T>
std::optional<std::string> assign_ranged(T& slot, const Setting& setting, std::string_view text) {
    const std::optional<T> value = parse<T>(setting.kind, text);
    if (!value) return not_of_kind(text, setting.kind);
    const std::optional<T> least = parse<T>(setting.kind, setting.least);
    const std::optional<T> most = parse<T>(setting.kind, setting.most);
    HAPAX_ASSERT(least && most, "the table of settings has readable ranges");
    if (*value < *least) {
        const std::string why = setting.why_least.empty() ? "" : ": " + std::string(setting.why_least);
        return "'" + std::string(text) + "' is less than " + std::string(setting.least) + why;
    }
    if (*value > *most) return "'" + std::string(text) + "' is more than " + std::string(setting.most);
    slot = *value;
    return std::nullopt;
}

struct Assigner {
    const Setting& setting;
    std::string_view text;

    std::optional<std::string> operator()(std::string* slot) const {
        if (text.size() > text_bytes_max) return "is longer than " + std::to_string(text_bytes_max) + " bytes";
        if (text.find('\0') != std::string_view::npos) return "contains a zero byte";
        if (!valid_utf8(text)) return "is not UTF-8";  // no file could say it, nor a line of the log
        if (setting.kind == Kind::address && !parse_address(text)) return not_of_kind(text, setting.kind);
        *slot = text;
        return std::nullopt;
    }
    std::optional<std::string> operator()(bool* slot) const {
        if (text != "true" && text != "false") return not_of_kind(text, setting.kind);
        *slot = text == "true";
        return std::nullopt;
    }
    std::optional<std::string> operator()(std::uint64_t* slot) const { return assign_ranged(*slot, setting, text); }
    std::optional<std::string> operator()(Duration* slot) const { return assign_ranged(*slot, setting, text); }
    std::optional<std::string> operator()(Level* slot) const { return assign_named(*slot, level_names); }
    std::optional<std::string> operator()(AuthMode* slot) const { return assign_named(*slot, mode_names); }

    template <class Enum, std::size_t Count>
    std::optional<std::string> assign_named(Enum& slot, const std::array<std::string_view, Count>& names) const {
        const auto* found = std::ranges::find(names, text);
        if (found == names.end()) return not_of_kind(text, setting.kind);
        slot = static_cast<Enum>(found - names.begin());
        return std::nullopt;
    }
};

struct Printer {
    Kind kind;

    std::string operator()(const std::string* slot) const { return quoted(*slot); }
    std::string operator()(const bool* slot) const { return *slot ? "true" : "false"; }
    std::string operator()(const std::uint64_t* slot) const {
        return kind == Kind::bytes ? quoted(bytes_text(*slot)) : std::to_string(*slot);
    }
    std::string operator()(const Duration* slot) const { return quoted(duration_text(*slot)); }
    std::string operator()(const Level* slot) const { return quoted(level_names.at(static_cast<std::size_t>(*slot))); }
    std::string operator()(const AuthMode* slot) const {
        return quoted(mode_names.at(static_cast<std::size_t>(*slot)));
    }
};

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i + 1);
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
        }
    }
    return row.back();
}

}  // namespace

std::span<const Setting> settings() {
    return table;
}

const Setting* find_setting(std::string_view path) {
    const auto* found = std::ranges::find(table, path, &Setting::path);
    return found == table.end() ? nullptr : found;
}

std::optional<std::string_view> nearest_path(std::string_view path) {
    constexpr std::size_t typing_errors_max = 3;
    constexpr std::size_t path_bytes_max = 64;
    if (path.size() > path_bytes_max) return std::nullopt;
    const auto distance = [&](const Setting& setting) { return edit_distance(path, setting.path); };
    const auto* nearest = std::ranges::min_element(table, {}, distance);
    if (distance(*nearest) > typing_errors_max) return std::nullopt;
    return nearest->path;
}

std::string_view kind_text(Kind kind) {
    switch (kind) {
        case Kind::text:
            return "a text";
        case Kind::address:
            return "an address and port such as \"127.0.0.1:8080\" or \"[::1]:8080\"";
        case Kind::flag:
            return "true or false";
        case Kind::count:
            return "a whole number";
        case Kind::bytes:
            return "a size such as \"64MiB\" (B, KiB, MiB, GiB, TiB) or a number of bytes";
        case Kind::duration:
            return "a duration such as \"250ms\" (ns, us, ms, s, m, h, d) or \"forever\"";
        case Kind::level:
            return "one of \"debug\", \"info\", \"warning\", \"error\"";
        case Kind::mode:
            return "one of \"anonymous\", \"dev\", \"bearer\"";
    }
    return "";
}

std::optional<std::string> assign(Config& config, const Setting& setting, std::string_view text) {
    return std::visit(Assigner{setting, text}, setting.slot(config));
}

std::string toml_text(Config& config, const Setting& setting) {
    return std::visit(Printer{setting.kind}, setting.slot(config));
}

}  // namespace hapax::configuration
