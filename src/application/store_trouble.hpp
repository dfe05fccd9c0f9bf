// StoreTrouble: the journal could not be asked for somebody. He is told a text that is always the same; which file it was
// and what the system said of it are for the log.
//
//   StoreTrouble trouble(runtime, metrics, log);
//   verdicts.add(waiter, trouble.refusal(error, operation, correlation));
//
// Whether the operation was decided before is just what could not be read, so nothing is said about `applied`.
// Limits   lines_per_second_max in the log; how many were left out is said in the next one.
// Threads  owned by one loop.
#pragma once

#include <string>

#include "ports/driven/event_store.hpp"
#include "ports/driven/log.hpp"
#include "ports/driven/metrics.hpp"
#include "ports/driven/runtime.hpp"
#include "ports/driving/operations.hpp"

namespace hapax {

class StoreTrouble {
 public:
    static constexpr std::uint32_t lines_per_second_max = 10;
    static constexpr const char* text = "what is stored cannot be read now; repeat with the same id";

    StoreTrouble(Runtime& runtime, Metrics& metrics, Log& log)
        : runtime_(runtime), log_(log), errors_(metrics.counter("hapax_journal_read_errors_total")) {}

    Refused refusal(const Error& error, const std::string& operation, const std::string& correlation);
    void note(const Error& error, const std::string& whose, const std::string& correlation);

 private:
    Runtime& runtime_;
    Log& log_;
    Counter& errors_;
    Instant second_began_{};
    std::uint32_t lines_ = 0;
    std::uint64_t left_out_ = 0;
};

}  // namespace hapax
