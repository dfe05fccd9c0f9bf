// A toy service for tests of loops, written by hand without the public API: one aggregate type "counter" that adds.
//
//   ToyService toy;
//   submission(toy.add, "42", 7)        // adds 7 to counter 42; rejected above 100; throws below 0
#pragma once

#include <charconv>
#include <stdexcept>

#include "kernel/model/service.hpp"
#include "ports/driving/operations.hpp"

namespace hapax::toy {

struct CounterState : AggregateState {
    std::int64_t sum = 0;
    std::size_t bytes() const override { return sizeof *this; }
};

inline std::int64_t number(std::string_view text) {
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

class CounterType : public AggregateType {
 public:
    std::string_view stream() const override { return "counter"; }
    std::uint64_t fold_id() const override { return 1; }
    std::unique_ptr<AggregateState> initial() const override { return std::make_unique<CounterState>(); }
    Result<void> evolve(AggregateState& state, const EventView& event) const override {
        ++folded;
        if (event.type != "Added") return fail(model_errc::unknown_event, std::string(event.type));
        static_cast<CounterState&>(state).sum += number(event.payload);
        return {};
    }
    std::string save(const AggregateState& state) const override {
        return std::to_string(static_cast<const CounterState&>(state).sum);
    }
    Result<std::unique_ptr<AggregateState>> restore(std::string_view json) const override {
        auto state = std::make_unique<CounterState>();
        state->sum = number(json);
        return state;
    }
    mutable std::size_t folded = 0;  // events folded by evolve(), for tests of snapshots
};

struct Add : Command {
    explicit Add(std::int64_t n) : amount(n) {}
    std::int64_t amount;
};

class AddType : public CommandType {
 public:
    explicit AddType(const AggregateType& counter) : counter_(counter) {}
    std::string_view name() const override { return "Add"; }
    const AggregateType& aggregate() const override { return counter_; }
    std::expected<DecodedBody, BodyProblem> decode(std::string_view body) const override {
        return DecodedBody{std::make_unique<Add>(number(body)), std::string(body)};
    }
    Decided decide(AggregateState& state, const Command& command, const Meta&) const override {
        ++decided;
        const std::int64_t amount = static_cast<const Add&>(command).amount;
        if (amount < 0 && throws_left != 0) {
            --throws_left;
            static_cast<CounterState&>(state).sum = -1'000'000;  // worthless from here on
            throw std::runtime_error("the author's code threw");
        }
        auto& counter = static_cast<CounterState&>(state);
        if (counter.sum + amount > 100) return {{}, Rejection{"too-much", {}, {}}, {}};
        counter.sum += amount;
        return {{EventData{"Added", 1, std::to_string(amount)}}, {}, "{\"sum\":" + std::to_string(counter.sum) + "}"};
    }
    mutable std::size_t decided = 0;
    mutable int throws_left = -1;  // how often a negative amount throws; -1 = always

 private:
    const AggregateType& counter_;
};

struct ToyService {
    CounterType counter;
    AddType add{counter};
};

inline OperationKey key(std::uint64_t n, std::uint64_t scope = 1) {
    return {OperationId{Uuid::v7(1'700'000'000'000 + static_cast<std::int64_t>(n), n, n)}, CallerScope{scope}};
}

// Operation n adds `amount` to counter `stream`; its fingerprint is that of (stream, amount).
inline Submission submission(const AddType& type, std::uint64_t n, const std::string& stream, std::int64_t amount) {
    Submission s;
    s.key = key(n);
    s.caller = {"", "anonymous"};
    const std::size_t print = std::hash<std::string>{}(stream + "/" + std::to_string(amount));
    for (std::size_t i = 0; i < 8; ++i) s.fingerprint.value[i] = static_cast<std::uint8_t>(print >> (8 * i));
    s.type = &type;
    s.command = std::make_unique<Add>(amount);
    s.stream = {"counter", stream};
    s.method = "PUT";
    s.address = "/counters/" + stream + "/additions/" + s.key.id.value.text();
    s.resource = "/counters/" + stream;
    s.waiter = {0, n};
    return s;
}

}  // namespace hapax::toy
