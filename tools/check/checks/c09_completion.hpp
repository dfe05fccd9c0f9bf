// C9: a read that begins after an operation was seen completed shows it.
//
// Its hooks: README.md beside it. What it decides from, and what it cannot see: docs/proof/checker.md.
// Threads  one.
#pragma once

#include <vector>

#include "tools/check/index/calls.hpp"
#include "tools/check/index/evidence.hpp"

namespace hapax::check {

class Completion {
 public:
    void movement_read(Evidence& evidence, const Call& call, bool shown, std::uint32_t at);
    void balance_read(const Call& call, const Line& line, std::uint32_t at);
    void begin_dump(Evidence& evidence);
    void record(Evidence& evidence, Stream& after, const Operation& operation, std::uint32_t at);
    void finish(Evidence& evidence);
    std::uint64_t reads() const { return reads_.size() - 1; }
    std::uint64_t skipped() const { return skipped_; }

 private:
    struct Read {
        std::int64_t ended_at = 0;
        std::int64_t balance = 0;
        std::uint32_t stream = 0;
        std::uint32_t version = 0;  // it must show at least this one
        std::uint32_t invoke_line = 0;
        std::uint32_t version_line = 0;
        std::uint32_t line = 0;
        std::uint32_t next = 0;
        bool has_row = false;
    };
    void start_reads(Stream& stream);
    void complain(Evidence& evidence, const Read& read, std::uint32_t record_line);

    std::vector<Read> reads_{Read{}};  // number 0 is none
    std::uint64_t skipped_ = 0;
};

}  // namespace hapax::check
