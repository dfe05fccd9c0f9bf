// C4: one id, one applied payload; the others got 422.
//
// Its hooks: README.md beside it. What it decides from, and what it cannot see: docs/proof/checker.md.
// Threads  one.
#pragma once

#include "tools/check/index/evidence.hpp"

namespace hapax::check {

class OnePayload {
 public:
    void submit_ok(Evidence& evidence, Operation& operation, Payload& payload, std::uint32_t at);
    void submit_fail(const Evidence& evidence, Operation& operation, const Line& line, std::uint32_t at);
    void run_for_somebody(Evidence& evidence, const Operation& operation, const Line& line, std::uint32_t at);
    void record(Evidence& evidence, Operation& operation, std::int64_t amount, bool has_amount, std::uint32_t stream,
                std::uint32_t at);
    void finish(Evidence& evidence, Operation& operation);

 private:
    Table<Once> mismatches_;
};

}  // namespace hapax::check
