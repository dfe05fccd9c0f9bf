// Tests of decisions, without mocks, clocks or a store: given events, when a command, then events or a rejection.
//
//   EXPECT_TRUE(hapax::given<Account>(AccountOpened{"ann"}, MoneyDeposited{1000})
//                   .when(Withdraw{2000})
//                   .then_rejected("insufficient-funds"));
//
// What is tested is what runs: events and states go through the same JSON as in the journal.
// The answer of then…() converts to bool and to the assertion results of test frameworks that take a bool and text by
// <<, such as GoogleTest's: then a failure tells its story.
// Threads  one.
#pragma once

#include <algorithm>
#include <concepts>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <hapax/command.hpp>

namespace hapax {

class [[nodiscard]] Check {
 public:
    Check(bool passed, std::string story) : passed_(passed), story_(std::move(story)) {}

    explicit operator bool() const { return passed_; }
    const std::string& story() const { return story_; }

    template <class Assertion>
        requires(!std::same_as<Assertion, bool> && !std::is_arithmetic_v<Assertion> &&
                 std::constructible_from<Assertion, bool> &&
                 requires(Assertion a, const std::string& text) { a << text; })
    operator Assertion() const {
        Assertion assertion(passed_);
        assertion << story_;
        return assertion;
    }

    friend std::ostream& operator<<(std::ostream& out, const Check& check) { return out << check.story_; }

 private:
    bool passed_;
    std::string story_;
};

// What came out of a command.
template <class A>
class When {
 public:
    When(Decided decided, const std::vector<DeclaredRejection>& declared) : decided_(std::move(decided)) {
        const auto is_it = [&](const DeclaredRejection& one) { return one.code == decided_.rejection->code; };
        undeclared_ = decided_.rejection && !declared.empty() && std::ranges::none_of(declared, is_it);
    }

    // Exactly these events, in this order.
    template <class... E>
    Check then(const E&... events) const {
        static_assert((A::Events::template contains<E> && ...), "then() takes events of the aggregate.");
        std::vector<EventData> expected;
        (expected.push_back({std::string(type_name<E>()), event_schema<E>(), to_json(events)}), ...);
        return compare(!decided_.rejection && decided_.events == expected, shown(expected));
    }

    Check then_nothing() const { return compare(!decided_.rejection && decided_.events.empty(), "no events"); }

    // By a command that declares its rejections: by one of those.
    Check then_rejected(std::string_view code) const {
        if (undeclared_) return {false, "rejected as not declared: " + decided_.rejection->code};
        return compare(decided_.rejection && decided_.rejection->code == code, "rejected: " + std::string(code));
    }

    // The fields that reply() adds to the answer, as JSON; "" = none.
    Check then_replied(std::string_view json) const {
        return {decided_.reply == json, "expected the reply " + std::string(json) + ", got " + decided_.reply};
    }

 private:
    Check compare(bool same, const std::string& expected) const {
        const std::string got = decided_.rejection ? "rejected: " + decided_.rejection->code : shown(decided_.events);
        return {same, "expected " + expected + "\n     got " + got};
    }

    static std::string shown(const std::vector<EventData>& events) {
        std::string out;
        for (const EventData& event : events) out += (out.empty() ? "" : ", ") + event.type + event.payload;
        return out.empty() ? "no events" : out;
    }

    Decided decided_;
    bool undeclared_ = false;
};

// An aggregate with a history.
template <class A>
class Given {
 public:
    Given() : state_(type_.initial()) { meta_.stream_id = "1"; }

    template <class E>
    void happened(const E& event) {
        static_assert(A::Events::template contains<E>, "given() takes events of the aggregate.");
        const std::string payload = to_json(event);
        const auto folded = type_.evolve(*state_, {type_name<E>(), event_schema<E>(), payload});
        HAPAX_ASSERT(folded.has_value(), "an event cannot be read back from its own JSON");
        ++meta_.version.value;
    }

    // Who asks, and when.
    Given by(Caller caller) && {
        meta_.caller = std::move(caller);
        return std::move(*this);
    }
    Given at(Timestamp time) && {
        meta_.accepted_at = meta_.recorded_at = time;
        return std::move(*this);
    }

    template <class C>
    When<A> when(C command) && {
        return std::move(*this).when(std::move(command), Meta(meta_));
    }

    template <class C>
    When<A> when(C command, const Meta& meta) && {
        const CommandOf<A, C> type(type_);
        CommandHolder<C> holder;
        holder.value = std::move(command);
        return When<A>(type.decide(*state_, holder, meta), type.rejections());
    }

 private:
    AggregateOf<A> type_;
    std::unique_ptr<AggregateState> state_;
    Meta meta_;
};

template <class A, class... E>
Given<A> given(const E&... events) {
    Given<A> history;
    (history.happened(events), ...);
    return history;
}

}  // namespace hapax
