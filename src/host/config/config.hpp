// Configuration of a server as plain values. The table in setting.cpp holds paths, defaults, ranges and help.
//
//   [journal]
//   segment_bytes = "64MiB"        ⇒  config.journal.segment_bytes == 67108864
//
// Units    bytes and counts are integers; durations are Duration; Duration::max() is "forever".
// Threads  a value, read after start only.
// Source   ARCHITECTURE.md, sections 6 and 8; docs/operating/tools.md.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "kernel/time.hpp"
#include "ports/driven/log.hpp"

namespace hapax {

// Who asks, and how that is known.
enum class AuthMode : std::uint8_t {
    anonymous,  // nobody is identified
    dev,        // tokens of a development issuer, whose key lies in the data directory
    bearer,     // fixed tokens of a file
};

constexpr std::string_view text(AuthMode mode) {
    constexpr std::array<std::string_view, 3> names{"anonymous", "dev", "bearer"};
    return names[static_cast<std::size_t>(mode)];
}

struct Config {
    struct Server {
        std::string listen;
        bool insecure = false;
        std::uint64_t loops = 0;  // 0: one per two cores, up to 4
        std::uint64_t connections_max = 0;
        Duration wait{};
        Duration shutdown{};
        Duration patience{};
    } server;

    struct Limits {
        std::uint64_t body_bytes = 0;
        std::uint64_t url_bytes = 0;
        std::uint64_t headers = 0;
        std::uint64_t header_bytes = 0;
        std::uint64_t pipeline = 0;
        Duration header_time{};
        Duration idle_time{};
        std::uint64_t caller_rate = 0;  // 0: none
        std::uint64_t caller_burst = 0;
        std::uint64_t caller_concurrency = 0;  // 0: none
    } limits;

    struct Push {
        std::uint64_t subscribers = 0;
        std::uint64_t subscribers_of_caller = 0;
        std::uint64_t in_flight = 0;
        Duration behind{};
        Duration heartbeat{};
        Duration reconnect{};
        Duration client_silence{};
        Duration handshake{};
        std::uint64_t message_bytes = 0;
        std::uint64_t subscriptions = 0;
    } push;

    struct Auth {
        AuthMode mode = AuthMode::anonymous;
        bool anonymous = false;  // who sends no token is let in as nobody
        std::string bearer_file;
        std::string issuer;
        std::string audience;
    } auth;

    struct Data {
        std::string directory;
        std::string witness;  // never empty after resolve()
    } data;

    struct Journal {
        std::uint64_t segment_bytes = 0;
        std::uint64_t prepared_segments = 0;
        std::string archive;  // empty: none
        std::string mirror;   // empty: none
    } journal;

    struct Index {
        std::uint64_t run_records = 0;
    } index;

    struct Views {
        std::string path;  // never empty after resolve()
    } views;

    struct Engine {
        std::uint64_t tries = 0;
        Duration backoff{};
        std::uint64_t cache_bytes = 0;
        std::uint64_t snapshot_every = 0;
    } engine;

    struct Queues {
        std::uint64_t engine = 0;
        Duration delay{};
        std::uint64_t committer = 0;
        std::uint64_t query = 0;
    } queues;

    struct Retention {
        Duration operations{};
    } retention;

    struct Logging {
        Level level = Level::info;
        std::string file;
    } log;
};

}  // namespace hapax
