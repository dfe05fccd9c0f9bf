// Waiting: the requests of one edge loop that wait for the application, by token.
//
//   Waiting::Entry& entry = waiting.add();            // entry.token goes out with the submission
//   Waiting::Entry* found = waiting.find(token);      // nullptr: nobody waits any more
//
// A token names its entry's slot and a serial number, so it is never given twice. Entries are reused with the memory of
// their strings.
// Units    at most entries_max wait at once.
// Threads  one loop's.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/edge/http/caller_limits.hpp"
#include "adapters/edge/http/router.hpp"
#include "adapters/edge/http/session.hpp"
#include "ports/driving/own_operations.hpp"

namespace hapax::http {

class Waiting {
 public:
    static constexpr std::uint32_t slot_bits = 20;
    static constexpr std::uint32_t entries_max = (1U << slot_bits) - 1;

    enum class For : std::uint8_t { operation, status, rows };

    struct Entry {
        std::uint64_t token = 0;  // 0 = free
        std::uint32_t slot = 0;
        Session* session = nullptr;
        Turn turn = 0;
        For what = For::operation;
        bool wait_over = false;  // the application was asked how far it is
        const Endpoint* endpoint = nullptr;
        OperationKey key;
        Instant arrived{};
        WaitFor wait_for = WaitFor::completion;
        bool asked_async = false;
        Instant deadline = never;  // the client's; nobody reads the answer after it
        CallerLimits::Place charged = CallerLimits::nowhere;
        std::optional<std::uint32_t> wait_seconds;  // as the client wished
        std::optional<std::uint64_t> seen;          // If-None-Match
        std::string tags;                           // the same, of a read of a view
        std::shared_ptr<OwnOperations> own;         // of a list of operations
        std::string address;                        // of the operation; empty = any
        std::string resource;
        std::string correlation_id;
        std::string traceparent;
    };

    bool full() const { return used_ == entries_max; }
    std::size_t size() const { return used_; }
    Entry& add(Session& session, Turn turn);
    void renew_token(Entry& entry);
    Entry* find(std::uint64_t token);
    Entry& at(std::uint32_t slot) { return entries_[slot]; }
    void remove(Entry& entry);

 private:
    std::deque<Entry> entries_;
    std::vector<std::uint32_t> free_;
    std::uint64_t serial_ = 0;
    std::uint32_t used_ = 0;
};

}  // namespace hapax::http
