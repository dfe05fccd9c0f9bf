// Service: all that one App registered, as data. hapax::App builds it; host, edge and application read it.
//
// Patterns are canonical addresses with named segments: "/accounts/{account}/withdrawals/{operation}". `{operation}`
// is the operation id; the aggregate's key is the segment named by `key_segment`.
// Threads  immutable after App::build(); share freely.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kernel/model/aggregate_type.hpp"
#include "kernel/model/projection_type.hpp"
#include "kernel/time.hpp"

namespace hapax {

enum class Verb : std::uint8_t { create, put, post, patch, remove, get, list };

// A route that is going away: since when callers should use another, and from when on it may be gone.
struct Deprecation {
    Timestamp since;
    Timestamp sunset;
};

struct Route {
    Verb verb = Verb::put;
    std::string pattern;
    std::string resource;                  // pattern of the aggregate's own address
    std::string key_segment;               // "account"
    const CommandType* command = nullptr;  // create put post patch remove
    std::uint32_t view = 0;                // get list: index into Service::views
    std::string column;                    // list: the index column that must equal the key; empty = all rows
    bool always_async = false;
    Duration guard{0};  // so long after an operation its look-alikes are refused; 0 = never
    std::optional<Deprecation> deprecation = {};
};

struct Service {
    std::string name;
    std::vector<std::unique_ptr<AggregateType>> aggregates;
    std::vector<std::unique_ptr<CommandType>> commands;
    std::vector<std::unique_ptr<ProjectionType>> views;
    std::vector<Route> routes;
};

}  // namespace hapax
