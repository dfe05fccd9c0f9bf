// Views: read models that hapax keeps in SQL.
//
//   struct Balance {                                   // folded: one row per account
//       static constexpr std::string_view table = "balances";
//       static constexpr int version = 1;              // raise it to rebuild the table from the journal
//       Cents amount{};
//   };
//   void project(Balance& row, const MoneyWithdrawn& e) { row.amount -= e.amount; }
//   hapax::Fate project(Balance&, const AccountClosed&) { return hapax::erase; }          // the row goes away
//
//   struct Movement { … };                             // appended: one row per event
//   Movement row(const MoneyWithdrawn& e, const hapax::Meta& m) { return {…}; }
//
// A view whose rows are not one per aggregate says by what they are keyed, and gives the key of each event:
//   struct OwnerTotal { static constexpr std::string_view key_column = "owner"; … };
//   std::string key(hapax::For<OwnerTotal>, const MoneyDeposited& e, const hapax::Meta&) { return e.owner; }
//
// A view takes those events of its aggregates for which project() or row() exists, and skips the others.
// Source  ARCHITECTURE.md, section 7.
#pragma once

#include <cstdint>

#include "codec/json_traits.hpp"
#include <hapax/lookup.hpp>

namespace hapax {

// What becomes of a folded row; project() functions that answer nothing keep it.
enum class Fate : std::uint8_t { keep, erase };
inline constexpr Fate erase = Fate::erase;

// Names a described member of a view: hapax::index<&Movement::account>.
template <auto Member>
struct IndexOf {};
template <auto Member>
inline constexpr IndexOf<Member> index{};

namespace detail {

template <class T>
struct OwnerOf;
template <class V, class M>
struct OwnerOf<M V::*> {
    using type = V;
};

template <auto Member>
using ViewOfMember = OwnerOf<decltype(Member)>::type;

// The name under which a member was described; empty = it was not.
template <auto Member>
consteval std::string_view member_name() {
    std::string_view name;
    for_each_member<ViewOfMember<Member>>([&](auto d) {
        if constexpr (std::same_as<std::remove_cv_t<decltype(d.pointer)>, std::remove_cv_t<decltype(Member)>>) {
            if (d.pointer == Member) name = d.name;
        }
    });
    return name;
}

template <class A, class V>
consteval bool folds() {
    return A::Events::any_of([]<class E> { return lookup::Projects<V, E>; });
}
template <class A, class V>
consteval bool appends() {
    return A::Events::any_of([]<class E> { return lookup::Appends<V, E>; });
}

}  // namespace detail

template <class V>
concept View = std::default_initializable<V> && requires {
    std::string_view{V::table};
    static_cast<std::uint32_t>(V::version);
};

template <class V>
concept KeyedView = requires { std::string_view{V::key_column}; };

}  // namespace hapax
