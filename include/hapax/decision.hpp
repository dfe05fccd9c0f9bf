// Decision<A>: what decide() answers: events of the aggregate, or a rejection.
//
//   return MoneyWithdrawn{c.amount};                          one event
//   return {MoneyWithdrawn{c.amount}, LimitReached{}};        several
//   return {};                                                nothing to do: accomplished without events
//   return hapax::reject("insufficient-funds");               the domain says no; final, stored, replayed
//   return hapax::reject(insufficient_funds);                 the same, of a hapax::DeclaredRejection
//   return hapax::reject("insufficient-funds", "The balance is short.", Shortage{500});   with fields for the answer
//   decision.add(event);                                      in a loop
//
// Codes     lower-case words with hyphens, at most code_bytes_max; clients act on them, so they never change.
// Errors    a malformed code throws std::invalid_argument: the operation fails, with the sentence as its cause.
// Threads   values.
#pragma once

#include <concepts>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "codec/json_write.hpp"
#include "kernel/model/aggregate_type.hpp"
#include <hapax/events.hpp>

namespace hapax {

inline constexpr std::size_t code_bytes_max = 64;

constexpr bool valid_code(std::string_view code) {
    if (code.empty() || code.size() > code_bytes_max) return false;
    for (const char c : code) {
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-') return false;
    }
    return code.front() != '-' && code.back() != '-';
}

[[nodiscard]] inline Rejection reject(std::string_view code, std::string_view detail = {}) {
    if (!valid_code(code)) throw std::invalid_argument("a rejection's code must be lower-case words with hyphens");
    return {std::string(code), std::string(detail), {}};
}

// As the command declares it: `static constexpr std::array rejections{insufficient_funds, …}` makes it part of the
// service's documents.
[[nodiscard]] inline Rejection reject(const DeclaredRejection& declared, std::string_view detail = {}) {
    return reject(declared.code, detail);
}

template <Described Fields>
[[nodiscard]] Rejection reject(std::string_view code, std::string_view detail, const Fields& fields) {
    Rejection rejection = reject(code, detail);
    rejection.fields = to_json(fields);
    return rejection;
}

template <class A>
class Decision {
 public:
    using Event = typename A::Events::Any;

    Decision() = default;
    Decision(Rejection rejection) : rejection_(std::move(rejection)) {}

    template <class First, class... More>
        requires(A::Events::template contains<First> && (A::Events::template contains<More> && ...))
    Decision(First first, More... more) : first_(std::move(first)) {
        more_.reserve(sizeof...(More));
        (more_.emplace_back(std::move(more)), ...);
    }

    template <class E>
        requires(A::Events::template contains<E>)
    void add(E event) {
        if (!first_)
            first_.emplace(std::move(event));
        else
            more_.emplace_back(std::move(event));
    }

    const std::optional<Rejection>& rejection() const { return rejection_; }

    std::size_t size() const { return first_ ? 1 + more_.size() : 0; }
    const Event& operator[](std::size_t i) const { return i == 0 ? *first_ : more_[i - 1]; }

 private:
    std::optional<Event> first_;  // most decisions make one event: no allocation for it
    std::vector<Event> more_;
    std::optional<Rejection> rejection_;
};

}  // namespace hapax
