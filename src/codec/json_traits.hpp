// How a C++ type travels as JSON. Everything else in codec, and every service author, builds on these few forms.
//
//   bool, integers, floating point, std::string      as JSON has them
//   std::optional<T>                                 the value or null; a missing member reads as empty
//   std::vector<T>, std::map<std::string, T>         array, object
//   BOOST_DESCRIBE_STRUCT(T, (), (a, b))             object
//   BOOST_DESCRIBE_ENUM(T, a, b)                     the enumerator's name
//   Strong<Tag, T>                                   as T
//
// To customise
//   JsonText<T>          T travels as a text: append(), parse() and what it is called in messages (json_text.hpp);
//                        its `format` and `pattern`, where it has them, go into schemas
//   JsonInner<T>         T travels as its member `value`, like Strong
//   Limits<&T::member>   what a command's field may hold: minimum, maximum, max_length (in characters)
//   About<&T::member>    for readers of schemas: `text`, and `example`, a JSON text
//   T::about             a static std::string_view, what the whole type means
//
//   template <> struct hapax::Limits<&bank::Withdraw::amount> { static constexpr std::int64_t minimum = 1; };
#pragma once

#include <concepts>
#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include <boost/describe/enumerators.hpp>
#include <boost/describe/members.hpp>
#include <boost/describe/modifiers.hpp>
#include <boost/mp11/algorithm.hpp>

#include "kernel/strong.hpp"

namespace hapax {

template <class T>
struct JsonText {};  // not a text

template <class T>
struct JsonInner : std::false_type {};
template <class Tag, class T>
struct JsonInner<Strong<Tag, T>> : std::true_type {};

template <auto Member>
struct Limits {};
template <auto Member>
struct About {};

template <class T>
concept JsonTextual = requires { JsonText<T>::what; };

template <class T>
concept JsonWrapped = !JsonTextual<T> && JsonInner<T>::value;

template <class T>
concept JsonEnum = std::is_enum_v<T> && boost::describe::has_describe_enumerators<T>::value;

template <class T>
concept Described =
    std::is_class_v<T> && !JsonTextual<T> && !JsonInner<T>::value && boost::describe::has_describe_members<T>::value;

template <class T>
concept JsonInteger = std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char>;

template <class T>
struct OptionalOf : std::false_type {};
template <class T>
struct OptionalOf<std::optional<T>> : std::true_type {};
template <class T>
concept JsonOptional = OptionalOf<T>::value;

template <class T>
struct ListOf : std::false_type {};
template <class T>
struct ListOf<std::vector<T>> : std::true_type {};
template <class T>
concept JsonList = ListOf<T>::value;

template <class T>
struct MapOf : std::false_type {};
template <class T>
struct MapOf<std::map<std::string, T>> : std::true_type {};
template <class T>
concept JsonMap = MapOf<T>::value;

template <class T>
using MembersOf = boost::describe::describe_members<T, boost::describe::mod_public | boost::describe::mod_inherited>;

template <class T>
inline constexpr std::size_t member_count = boost::mp11::mp_size<MembersOf<T>>::value;

// Calls visit(descriptor) for each described member; descriptor.name and descriptor.pointer are its name and place.
template <class T, class Visit>
constexpr void for_each_member(Visit&& visit) {
    boost::mp11::mp_for_each<MembersOf<T>>(visit);
}

template <class T, class Descriptor>
using MemberType = std::remove_cvref_t<decltype(std::declval<T&>().*Descriptor::pointer)>;

}  // namespace hapax
