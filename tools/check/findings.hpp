// Findings: violations, each with the check that found it and the few lines that prove it.
//
//   findings.add(Check::same_answer, "two final answers of one operation differ", {first_line, this_line});
//   findings.first()                     // the lowest check that was violated
//
// Of each check the first findings_shown_max are kept, all are counted.
// Units    lines are numbers as Input counts them; 0 is left out.
// Threads  one.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hapax::check {

// C1 to C18. The exit code of hapax-check is 10 + the number of the lowest one that is violated.
enum class Check : std::uint8_t {
    once = 1,
    durable,
    same_answer,
    one_payload,
    fail_is_fail,
    money,
    order,
    fold,
    completion,
    fifo,
    monotone_status,
    saga,
    conservation,
    liveness,
    push,
    linearizable,
    no_ghost,
    loss_guard,
};
inline constexpr std::size_t check_count = 18;

std::string_view name(Check check);   // "same answer"
std::string id_text(Check check);     // "C3"

struct Finding {
    Check check = Check::once;
    std::string what;
    std::vector<std::uint32_t> lines;  // ascending
};

class Findings {
 public:
    void add(Check check, std::string what, std::initializer_list<std::uint32_t> lines);

    bool none() const { return !first().has_value(); }
    std::optional<Check> first() const;
    std::uint64_t count(Check check) const { return counts_[index_of(check)]; }
    const std::vector<Finding>& shown() const { return shown_; }

 private:
    static std::size_t index_of(Check check) { return static_cast<std::size_t>(check) - 1; }

    std::vector<Finding> shown_;
    std::array<std::uint64_t, check_count> counts_{};
};

}  // namespace hapax::check
