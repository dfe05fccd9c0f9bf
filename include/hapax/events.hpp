// Events<…>: the list of all events that an aggregate may ever have in its stream.
//
//   struct Account {
//       static constexpr std::string_view stream = "account";
//       using Events = hapax::Events<AccountOpened, MoneyDeposited, MoneyWithdrawn>;
//       …
//   };
//
// An event is a described struct. On disk it has its C++ name without namespace; see codec/catalogue.hpp for
// `name`, `schema`, `aliases` and upcast(), by which events change over the years.
#pragma once

#include <concepts>
#include <cstddef>
#include <string_view>
#include <utility>
#include <variant>

#include "codec/catalogue.hpp"

namespace hapax {

template <class... E>
struct Events {
    static_assert(sizeof...(E) > 0, "An aggregate needs at least one event.");
    static_assert((Described<E> && ...),
                  "Every event must be described: add BOOST_DESCRIBE_STRUCT(Event, (), (its, members)).");

    using Any = std::variant<E...>;

    template <class T>
    static constexpr bool contains = (std::same_as<T, E> || ...);

    // Calls visit.template operator()<Event>() for each event, in order.
    template <class Visit>
    static constexpr void for_each(Visit&& visit) {
        (visit.template operator()<E>(), ...);
    }

    // The same until one answers true.
    template <class Visit>
    static constexpr bool any_of(Visit&& visit) {
        return (visit.template operator()<E>() || ...);
    }

    static constexpr std::size_t count = sizeof...(E);
};

template <class A>
concept Aggregate = requires {
    std::string_view{A::stream};
    typename A::Events;
    typename A::Events::Any;
} && std::default_initializable<A> && std::copyable<A>;

}  // namespace hapax
