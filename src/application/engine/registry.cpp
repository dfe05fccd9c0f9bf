#include "application/engine/registry.hpp"

#include "kernel/assert.hpp"
#include "kernel/operation/accept.hpp"
#include "kernel/planted.hpp"

namespace hapax {

Running* Registry::find(const OperationKey& key) {
    const auto it = running_.find(key);
    return it == running_.end() ? nullptr : &it->second;
}

Running& Registry::admit(Submission submission, std::uint64_t bytes) {
    const auto [it, fresh] = running_.try_emplace(submission.key);
    HAPAX_ASSERT(fresh, "an operation is admitted once");
    Running& running = it->second;
    running.operation = accept(submission.accepted_at);
    running.waiters.push_back({submission.waiter, submission.wait_for, false});
    running.submission = std::move(submission);
    running.bytes = bytes;
    bytes_ += bytes;
    return running;
}

void Registry::erase(const OperationKey& key) {
    const auto it = running_.find(key);
    HAPAX_ASSERT(it != running_.end(), "only a running operation ends");
    HAPAX_ASSERT(bytes_ >= it->second.bytes, "admitted bytes are counted once");
    if (!planted(Bug::admitted_bytes_leak)) bytes_ -= it->second.bytes;
    running_.erase(it);
}

}  // namespace hapax
