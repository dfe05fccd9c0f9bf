// CommandOf<A, C>: an author's command as the loops see it (kernel/model/aggregate_type.hpp). Made by hapax::App and by
// hapax::given; nobody else needs it.
//
// Errors   as kernel/model/aggregate_type.hpp; what the author's decide(), evolve() and reply() throw passes through.
// Threads  immutable, shared.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <typeinfo>
#include <utility>

#include "codec/canonical.hpp"
#include "codec/type_shape.hpp"
#include <hapax/aggregate.hpp>
#include <hapax/decision.hpp>

namespace hapax {

template <class C>
class CommandHolder final : public Command {
 public:
    C value{};
};

// Parses the body once: the command for decide(), the canonical text for the fingerprint.
template <Described C>
std::expected<DecodedBody, BodyProblem> decode_body(std::string_view body) {
    JsonDocument document;
    if (const auto why = document.parse(body)) return std::unexpected(BodyProblem{true, *why, {}});
    auto command = std::make_unique<CommandHolder<C>>();
    JsonReader reader(Reading::strict);
    if (!read_json(reader, document.root(), command->value)) {
        return std::unexpected(
            BodyProblem{false, "the body is not a " + std::string(type_name<C>()), reader.take_errors()});
    }
    return DecodedBody{std::move(command), canonical_json(document.root())};
}

template <class C>
consteval bool takes_no_members() {
    bool none = true;
    for_each_member<C>([&](auto d) { none = none && JsonOptional<MemberType<C, decltype(d)>>; });
    return none;
}

// The members of every answer (house: the HTTP contract); a reply may not have them.
template <class R>
consteval bool reply_keeps_clear() {
    constexpr std::array<std::string_view, 5> taken{"operation", "status", "stream", "version", "position"};
    bool clear = true;
    for_each_member<R>([&](auto d) {
        for (const std::string_view name : taken) clear = clear && name != d.name;
    });
    return clear;
}

template <class A, class C>
class CommandOf final : public CommandType {
    static_assert(Described<C>, "A command must be described: add BOOST_DESCRIBE_STRUCT(Command, (), (its, members)).");
    static_assert(std::default_initializable<C>,
                  "A command must be default constructible, because it is read from JSON.");
    static_assert(
        lookup::DecidesPlain<A, C> || lookup::DecidesMeta<A, C>,
        "A command needs a function decide(const Aggregate&, const Command&[, const hapax::Meta&]) beside it.");

 public:
    explicit CommandOf(const AggregateType& aggregate) : aggregate_(aggregate) {}

    std::string_view name() const override { return type_name<C>(); }
    const AggregateType& aggregate() const override { return aggregate_; }

    // A request without a body is one with `{}` for a command that needs no members.
    std::expected<DecodedBody, BodyProblem> decode(std::string_view body) const override {
        if (body.empty() && takes_no_members<C>()) return decode_body<C>("{}");
        if (body.empty()) return std::unexpected(BodyProblem{true, "the body is empty", {}});
        return decode_body<C>(body);
    }

    TypeDescription body() const override {
        TypeDescription body = describe_type<C>(Reading::strict);
        body.root.name = name();
        return body;
    }

    TypeDescription reply() const override {
        if constexpr (lookup::RepliesPlain<A, C> || lookup::RepliesMeta<A, C>) {
            using Fields = std::remove_cvref_t<decltype(lookup::call_reply(
                std::declval<const A&>(), std::declval<const C&>(), std::declval<const Meta&>()))>;
            return describe_type<Fields>(Reading::tolerant);
        } else {
            return {};
        }
    }

    std::vector<DeclaredRejection> rejections() const override {
        if constexpr (requires { std::begin(*&C::rejections); }) {
            return {std::begin(C::rejections), std::end(C::rejections)};
        } else {
            return {};
        }
    }

    Decided decide(AggregateState& state, const Command& command, const Meta& meta) const override {
        HAPAX_ASSERT(typeid(command) == typeid(CommandHolder<C>), "a command was given to another command's type");
        return decided(state_of<A>(state), static_cast<const CommandHolder<C>&>(command).value, meta);
    }

 private:
    static Decided decided(A& state, const C& command, const Meta& meta) {
        static_assert(std::convertible_to<decltype(lookup::call_decide(state, command, meta)), Decision<A>>,
                      "decide() must answer a hapax::Decision of its aggregate.");
        const Decision<A> decision = lookup::call_decide(std::as_const(state), command, meta);
        Decided out;
        out.rejection = decision.rejection();
        if (out.rejection) return out;
        out.events.reserve(decision.size());
        for (std::size_t i = 0; i < decision.size(); ++i) out.events.push_back(accept(state, decision[i]));
        if constexpr (lookup::RepliesPlain<A, C> || lookup::RepliesMeta<A, C>)
            out.reply = replied(state, command, meta);
        return out;
    }

    static EventData accept(A& state, const Decision<A>::Event& any) {
        return std::visit(
            [&]<class E>(const E& event) {
                static_assert(
                    lookup::Evolves<A, E>,
                    "Every event of an aggregate needs a function evolve(Aggregate&, const Event&) beside it.");
                lookup::call_evolve(state, event);
                return EventData{std::string(type_name<E>()), event_schema<E>(), to_json(event)};
            },
            any);
    }

    static std::string replied(const A& state, const C& command, const Meta& meta) {
        using Fields = std::remove_cvref_t<decltype(lookup::call_reply(state, command, meta))>;
        static_assert(Described<Fields>,
                      "reply() must answer a described struct: its members become fields of the answer.");
        static_assert(reply_keeps_clear<Fields>(),
                      "A reply may not have members named operation, status, stream, version or position.");
        return to_json(lookup::call_reply(state, command, meta));
    }

    const AggregateType& aggregate_;
};

}  // namespace hapax
