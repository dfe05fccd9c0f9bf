// Requests to the bank as bytes.
#pragma once

#include <optional>
#include <string>

#include "history.hpp"
#include "kernel/random.hpp"

namespace hapax::simulated_bank {

// What a client would like: none of it belongs to the payload.
struct Wishes {
    bool respond_async = false;
    std::optional<std::uint32_t> wait_seconds{};
    std::optional<std::uint32_t> timeout_ms{};  // of a command: then nobody waits for it any more
    std::string if_none_match{};                // of a status
    std::uint64_t position = 0;                 // of a read: what the view must show; 0 = as it is
};

// Sized or in chunks.
std::string put(const Op& op, const Payload& payload, const Wishes& wishes, Random& random);
std::string get(const std::string& path, const std::string& caller = {}, const Wishes& wishes = {});

std::string get_events(const std::string& caller, const std::optional<std::uint64_t>& last_event_id);

std::string get_events_of(OperationId id, const std::string& caller, const std::optional<std::uint64_t>& seen);
std::string get_hub(const std::string& caller);

// What no client should send: bytes that mean nothing, requests that contradict themselves, halves. None is a command.
std::string garbage(Random& random);

}  // namespace hapax::simulated_bank
