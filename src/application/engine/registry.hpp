// Registry: the operations between arrival and a record that can be found. The only admission to decide.
//
//   if (Running* running = registry.find(key)) …attach…
//   Running& fresh = registry.admit(std::move(submission));
//   registry.erase(key);                       // after the index knows the record, before the answer is released
//
// Invariants
//   1. An entry lives from arrival until its record is in the index.
//   2. Keyed by (caller, id): nobody sees another caller's operation.
// Lifetime  a Running& stays valid until its erase().
// Threads   owned by the engine's loop.
// Source    ARCHITECTURE.md, section 5.
#pragma once

#include <unordered_map>
#include <vector>

#include "kernel/operation/operation.hpp"
#include "ports/driving/operations.hpp"

namespace hapax {

// Somebody who waits for the answer of a running operation.
struct Attached {
    Waiter waiter;
    WaitFor wait_for = WaitFor::completion;
    bool replayed = false;  // a repeat: its answer says so
};

struct Running {
    Submission submission;
    Operation operation;
    std::vector<Attached> waiters;
    std::vector<Inquiry> inquiries;
    std::uint64_t bytes = 0;  // admitted for it
    bool offered = false;     // a commit of it was refused by the store, or met an unknown outcome
    bool deciding = true;     // false while its commit is on its way to the disk
};

class Registry {
 public:
    Running* find(const OperationKey& key);
    Running& admit(Submission submission, std::uint64_t bytes);
    void erase(const OperationKey& key);
    // Calls `look(running)` for so many entries at most, whichever they are, while it answers true.
    template <class Look>
    void look_at(std::size_t entries_max, Look look) const;
    std::size_t size() const { return running_.size(); }
    std::uint64_t bytes() const { return bytes_; }

 private:
    std::unordered_map<OperationKey, Running> running_;
    std::uint64_t bytes_ = 0;
};

template <class Look>
void Registry::look_at(std::size_t entries_max, Look look) const {
    for (const auto& [key, running] : running_) {
        if (entries_max-- == 0 || !look(running)) return;
    }
}

}  // namespace hapax
