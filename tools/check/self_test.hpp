// The self-test: clean stories raise no alarm, and every planted violation is found by its check.
//
//   SelfTest test(options, seeds);
//   test.run();
//   for (const std::string& failure : test.failures()) …    // each names its seed
//
// Threads  one.
#pragma once

#include <string>
#include <vector>

#include "tools/check/mutator/planted.hpp"

namespace hapax::check {

class SelfTest {
 public:
    SelfTest(std::uint64_t first_seed, std::uint64_t seeds, std::uint64_t operations)
        : first_seed_(first_seed),
          seeds_(seeds),
          operations_(operations),
          planted_(all_planted()),
          found_(planted_.size()) {}

    void run();

    const std::vector<std::string>& failures() const { return failures_; }
    std::uint64_t clean() const { return clean_; }  // stories without an alarm
    std::uint64_t planted() const { return planted_.size(); }
    std::uint64_t planted_times() const { return times_; }
    std::uint64_t found_times() const { return found_times_; }
    std::size_t planted_of(Check check) const;

 private:
    void run_seed(std::uint64_t seed);
    void plant(const Story& story, std::size_t number, std::uint64_t seed);

    std::uint64_t first_seed_;
    std::uint64_t seeds_;
    std::uint64_t operations_;
    std::vector<Planted> planted_;
    std::vector<std::uint64_t> found_;
    std::vector<std::string> failures_;
    std::uint64_t clean_ = 0;
    std::uint64_t times_ = 0;
    std::uint64_t found_times_ = 0;
};

}  // namespace hapax::check
