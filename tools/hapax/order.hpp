// Order: what one command line of the hapax tool asks for, understood and checked.
//
// Threads  a value.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "host/config/address.hpp"
#include "host/config/config.hpp"
#include "kernel/ids.hpp"

namespace hapax::tools {

enum class Verb : std::uint8_t {
    print_text,  // help or version
    store_verify,
    store_reindex,
    store_accept_loss,
    store_dump,
    store_backup,
    store_restore,
    stream_read,
    operation_get,
    projection_list,
    projection_rebuild,
    token_mint,
};

enum class OutputForm : std::uint8_t { table, json, ndjson };

struct Order {
    Verb verb = Verb::print_text;
    std::string text;  // of print_text
    OutputForm form = OutputForm::table;

    Config config;                                 // offline: where the store lies
    std::optional<configuration::Address> server;  // or whom to ask
    std::chrono::milliseconds timeout{10'000};
    std::string token;  // to show to the server; empty: none

    bool yes = false;

    std::string copy;     // the archive, mirror or backup to look at, to write to or to read from; empty: the store
    bool verify = false;  // a backup, after it was made
    bool mend = false;    // copies from each other
    std::optional<Position> until;

    StreamId stream;
    Version from{1};
    std::uint64_t limit = 0;

    OperationId operation;
    std::optional<Caller> caller;  // nothing: whoever it was

    std::string view;  // empty: all of them

    std::string subject;
    std::chrono::seconds lifetime{0};
};

}  // namespace hapax::tools
