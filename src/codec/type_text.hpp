// The shape of a type as text: what the event catalogue lock compares, and what a snapshot's fold id is made of.
//
//   type_text<MoneyWithdrawn>()   // {amount: integer, note: text?}
//
// Never changes for a type that did not change: it is compared with what was written years ago.
// Threads  any.
#pragma once

#include <string>

#include <boost/describe/enumerators.hpp>

#include "codec/json_text.hpp"
#include "codec/json_traits.hpp"

namespace hapax {

template <class T>
std::string type_text();

template <JsonEnum T>
std::string enum_text() {
    std::string out = "one of (";
    bool first = true;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto e) {
        if (!first) out += ' ';
        first = false;
        out += e.name;
    });
    return out + ")";
}

template <Described T>
std::string members_text() {
    std::string out = "{";
    for_each_member<T>([&](auto d) {
        if (out.size() > 1) out += ", ";
        out.append(d.name).append(": ").append(type_text<MemberType<T, decltype(d)>>());
    });
    return out + "}";
}

template <class T>
std::string type_text() {
    if constexpr (std::same_as<T, bool>)
        return "boolean";
    else if constexpr (JsonInteger<T>)
        return "integer";
    else if constexpr (std::floating_point<T>)
        return "number";
    else if constexpr (std::same_as<T, std::string>)
        return "text";
    else if constexpr (JsonTextual<T>)
        return std::string(JsonText<T>::what);
    else if constexpr (JsonWrapped<T>)
        return type_text<std::remove_cvref_t<decltype(T::value)>>();
    else if constexpr (JsonEnum<T>)
        return enum_text<T>();
    else if constexpr (JsonOptional<T>)
        return type_text<typename T::value_type>() + "?";
    else if constexpr (JsonList<T>)
        return "list of " + type_text<typename T::value_type>();
    else if constexpr (JsonMap<T>)
        return "map of " + type_text<typename T::mapped_type>();
    else {
        static_assert(Described<T>, "A type that travels as JSON must be described: add BOOST_DESCRIBE_STRUCT for it.");
        return members_text<T>();
    }
}

}  // namespace hapax
