// How hapax finds the author's free functions: by argument lookup, with or without a trailing `const Meta&`.
//
//   evolve(A&, const E&)                         required for every event of an aggregate
//   decide(const A&, const C&[, meta])           required for every command that is registered
//   reply(const A& after, const C&[, meta])      optional: fields of the answer
//   project(V& row, const E&[, meta])            folded views
//   row([For<V>,] const E&[, meta])              appended views: answers V or std::optional<V>
//   key([For<V>,] const E&[, meta])              folded views with a key_column: answers std::string
//
// row() and key() do not take the view. When two views append a row for the same event, write row(hapax::For<V>, …)
// for one of them; a function for For<V> is taken before one without.
#pragma once

#include <concepts>
#include <optional>
#include <string>

#include <hapax/meta.hpp>

namespace hapax {

// Names the view that a row() or key() function is for.
template <class View>
struct For {};

namespace lookup {

template <class A, class E>
concept Evolves = requires(A& a, const E& e) { evolve(a, e); };

template <class A, class C>
concept DecidesPlain = requires(const A& a, const C& c) { decide(a, c); };
template <class A, class C>
concept DecidesMeta = requires(const A& a, const C& c, const Meta& m) { decide(a, c, m); };

template <class A, class C>
concept RepliesPlain = requires(const A& a, const C& c) { reply(a, c); };
template <class A, class C>
concept RepliesMeta = requires(const A& a, const C& c, const Meta& m) { reply(a, c, m); };

template <class V, class E>
concept ProjectsPlain = requires(V& v, const E& e) { project(v, e); };
template <class V, class E>
concept ProjectsMeta = requires(V& v, const E& e, const Meta& m) { project(v, e, m); };
template <class V, class E>
concept Projects = ProjectsPlain<V, E> || ProjectsMeta<V, E>;

template <class R, class V>
concept RowResult = std::same_as<R, V> || std::same_as<R, std::optional<V>>;
template <class V, class E>
concept RowsTaggedPlain = requires(const E& e) {
    { row(For<V>{}, e) } -> RowResult<V>;
};
template <class V, class E>
concept RowsTaggedMeta = requires(const E& e, const Meta& m) {
    { row(For<V>{}, e, m) } -> RowResult<V>;
};
template <class V, class E>
concept RowsPlain = requires(const E& e) {
    { row(e) } -> RowResult<V>;
};
template <class V, class E>
concept RowsMeta = requires(const E& e, const Meta& m) {
    { row(e, m) } -> RowResult<V>;
};
template <class V, class E>
concept Appends = RowsTaggedPlain<V, E> || RowsTaggedMeta<V, E> || RowsPlain<V, E> || RowsMeta<V, E>;

template <class V, class E>
concept KeysTaggedPlain = requires(const E& e) {
    { key(For<V>{}, e) } -> std::convertible_to<std::string>;
};
template <class V, class E>
concept KeysTaggedMeta = requires(const E& e, const Meta& m) {
    { key(For<V>{}, e, m) } -> std::convertible_to<std::string>;
};
template <class V, class E>
concept KeysPlain = requires(const E& e) {
    { key(e) } -> std::convertible_to<std::string>;
};
template <class V, class E>
concept KeysMeta = requires(const E& e, const Meta& m) {
    { key(e, m) } -> std::convertible_to<std::string>;
};
template <class V, class E>
concept Keys = KeysTaggedPlain<V, E> || KeysTaggedMeta<V, E> || KeysPlain<V, E> || KeysMeta<V, E>;

template <class A, class E>
void call_evolve(A& a, const E& e) {
    evolve(a, e);
}

template <class A, class C>
auto call_decide(const A& a, const C& c, const Meta& m) {
    if constexpr (DecidesMeta<A, C>)
        return decide(a, c, m);
    else
        return decide(a, c);
}

template <class A, class C>
auto call_reply(const A& a, const C& c, const Meta& m) {
    if constexpr (RepliesMeta<A, C>)
        return reply(a, c, m);
    else
        return reply(a, c);
}

template <class V, class E>
auto call_project(V& v, const E& e, const Meta& m) {
    if constexpr (ProjectsMeta<V, E>)
        return project(v, e, m);
    else
        return project(v, e);
}

template <class V, class E>
std::optional<V> call_row(const E& e, const Meta& m) {
    if constexpr (RowsTaggedMeta<V, E>)
        return row(For<V>{}, e, m);
    else if constexpr (RowsTaggedPlain<V, E>)
        return row(For<V>{}, e);
    else if constexpr (RowsMeta<V, E>)
        return row(e, m);
    else
        return row(e);
}

template <class V, class E>
std::string call_key(const E& e, const Meta& m) {
    if constexpr (KeysTaggedMeta<V, E>)
        return key(For<V>{}, e, m);
    else if constexpr (KeysTaggedPlain<V, E>)
        return key(For<V>{}, e);
    else if constexpr (KeysMeta<V, E>)
        return key(e, m);
    else
        return key(e);
}

}  // namespace lookup
}  // namespace hapax
