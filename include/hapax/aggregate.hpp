// AggregateOf<A>: an author's aggregate as the loops see it (kernel/model/aggregate_type.hpp). Made by hapax::App and
// by hapax::given; nobody else needs it.
//
// Errors   as kernel/model/aggregate_type.hpp; what the author's code throws passes through.
// Threads  immutable, shared.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <typeinfo>
#include <utility>
#include <vector>

#include "codec/catalogue.hpp"
#include "codec/footprint.hpp"
#include "codec/json_write.hpp"
#include "codec/type_shape.hpp"
#include "kernel/assert.hpp"
#include "kernel/model/aggregate_type.hpp"
#include <hapax/events.hpp>
#include <hapax/lookup.hpp>

namespace hapax {

template <class A>
class StateOf final : public AggregateState {
 public:
    StateOf() = default;
    std::size_t bytes() const override { return sizeof(*this) + heap_bytes(value); }
    A value{};
};

// The author's state inside; another aggregate's state here is a mistake of ours.
template <class A>
A& state_of(AggregateState& state) {
    HAPAX_ASSERT(typeid(state) == typeid(StateOf<A>), "a state was given to another aggregate's type");
    return static_cast<StateOf<A>&>(state).value;
}

// FNV-1a: a short name of the state's shape.
constexpr std::uint64_t shape_hash(std::string_view text) {
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    return hash;
}

template <class A>
class AggregateOf final : public AggregateType {
    static_assert(
        Aggregate<A>,
        "An aggregate is a copyable struct with `static constexpr std::string_view stream` and `using Events = "
        "hapax::Events<…>`.");
    static_assert(Described<A>,
                  "An aggregate must be described with BOOST_DESCRIBE_STRUCT, because snapshots keep its members.");

 public:
    std::string_view stream() const override { return A::stream; }

    // `static constexpr int fold` of the aggregate is raised when evolve() changes but the members do not.
    std::uint64_t fold_id() const override {
        std::string shape = std::string(A::stream) + " " + type_text<A>();
        if constexpr (requires { A::fold; }) shape += " " + std::to_string(A::fold);
        return shape_hash(shape);
    }

    std::unique_ptr<AggregateState> initial() const override { return std::make_unique<StateOf<A>>(); }

    Result<void> evolve(AggregateState& state, const EventView& event) const override {
        A& value = state_of<A>(state);
        Result<void> result = fail(model_errc::unknown_event);
        const bool known =
            A::Events::any_of([&]<class E> { return event_is<E>(event.type) && apply<E>(value, event, result); });
        if (known) return result;
        return fail(model_errc::unknown_event, "stream " + std::string(A::stream) + ": " + std::string(event.type));
    }

    std::string save(const AggregateState& state) const override {
        HAPAX_ASSERT(typeid(state) == typeid(StateOf<A>), "a state was given to another aggregate's type");
        return to_json(static_cast<const StateOf<A>&>(state).value);
    }

    Result<std::unique_ptr<AggregateState>> restore(std::string_view json) const override {
        auto state = std::make_unique<StateOf<A>>();
        JsonDocument document;
        if (const auto why = document.parse(json)) return fail(model_errc::unreadable_state, *why);
        JsonReader reader(Reading::tolerant);
        if (!read_json(reader, document.root(), state->value)) {
            return fail(model_errc::unreadable_state, reader.sentence());
        }
        return state;
    }

    std::vector<EventShape> events() const override {
        std::vector<EventShape> shapes;
        A::Events::for_each([&]<class E> { shapes.push_back(event_shape<E>(A::stream)); });
        return shapes;
    }

    std::vector<TypeDescription> event_types() const override {
        std::vector<TypeDescription> types;
        A::Events::for_each([&]<class E> {
            types.push_back(describe_type<E>(Reading::tolerant));
            types.back().root.name = type_name<E>();
        });
        return types;
    }

 private:
    template <class E>
    static bool apply(A& value, const EventView& event, Result<void>& result) {
        static_assert(lookup::Evolves<A, E>,
                      "Every event of an aggregate needs a function evolve(Aggregate&, const Event&) beside it.");
        E read{};
        result = read_event(event, read);
        if (result) lookup::call_evolve(value, read);
        return true;
    }
};

}  // namespace hapax
