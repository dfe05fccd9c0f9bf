// The shape of a C++ type, taken from how it was described: what its JSON looks like, as data.
//
//   TypeDescription body = describe_type<Withdraw>(Reading::strict);
//
// Strict shapes carry what Limits say, because only what clients send is held to them.
// Names    a type has its C++ name without namespaces; one that has none that is stable, or one that is taken, gets a
//          number.
// Forms    codec/json_traits.hpp.
// Threads  any.
#pragma once

#include <algorithm>
#include <limits>
#include <string>
#include <string_view>
#include <typeindex>
#include <typeinfo>
#include <utility>
#include <vector>

#include <boost/describe/enumerators.hpp>

#include "codec/json_reader.hpp"
#include "codec/json_text.hpp"
#include "codec/json_traits.hpp"
#include "codec/limits.hpp"
#include "codec/type_name.hpp"
#include "kernel/model/type_shape.hpp"

namespace hapax {

class ShapeBook {
 public:
    explicit ShapeBook(Reading reading) : reading_(reading) {}

    template <Described T>
    TypeDescription describe() {
        enter<T>();
        TypeDescription all{members_of<T>(names_.front().second), {}};
        all.definitions = std::move(definitions_);
        return all;
    }

 private:
    template <class T>
    const std::string& enter() {
        std::string name(detail::valid_name(detail::compiler_name<T>()) ? detail::compiler_name<T>() : "Type");
        if constexpr (detail::DeclaresName<T>) name = T::name;
        return names_.emplace_back(std::type_index(typeid(T)), free_name(name)).second;
    }

    std::string free_name(const std::string& wanted) const {
        std::string name = wanted;
        for (std::size_t n = 2; taken(name); ++n) name = wanted + std::to_string(n);
        return name;
    }
    bool taken(std::string_view name) const {
        return std::ranges::any_of(names_, [&](const auto& known) { return known.second == name; });
    }

    // Entered before its members are looked at: a type may hold itself.
    template <Described T>
    TypeShape named() {
        for (const auto& [type, name] : names_) {
            if (type == std::type_index(typeid(T))) return {.kind = TypeShape::Kind::named, .name = name};
        }
        const std::string name = enter<T>();
        TypeShape members = members_of<T>(name);
        definitions_.push_back(std::move(members));
        return {.kind = TypeShape::Kind::named, .name = name};
    }

    template <Described T>
    TypeShape members_of(const std::string& name) {
        TypeShape object{.kind = TypeShape::Kind::object, .name = name};
        if constexpr (requires { std::string_view{*&T::about}; }) object.about = T::about;
        for_each_member<T>([&](auto d) {
            TypeShape member = shape<MemberType<T, decltype(d)>>();
            if (reading_ == Reading::strict) limit<Limits<decltype(d)::pointer>>(member);
            explain<About<decltype(d)::pointer>>(member);
            member.member = d.name;
            object.members.push_back(std::move(member));
        });
        return object;
    }

    template <class T>
    TypeShape shape() {
        using Kind = TypeShape::Kind;
        if constexpr (std::same_as<T, bool>) {
            return {.kind = Kind::boolean};
        } else if constexpr (JsonInteger<T>) {
            return {.kind = Kind::integer,
                    .minimum = number_text(std::numeric_limits<T>::min()),
                    .maximum = number_text(std::numeric_limits<T>::max())};
        } else if constexpr (std::floating_point<T>) {
            return {.kind = Kind::number};
        } else if constexpr (std::same_as<T, std::string>) {
            return {.kind = Kind::text};
        } else if constexpr (JsonTextual<T>) {
            return text_shape<T>();
        } else if constexpr (JsonWrapped<T>) {
            return shape<std::remove_cvref_t<decltype(T::value)>>();
        } else if constexpr (JsonEnum<T>) {
            TypeShape choice{.kind = Kind::choice};
            boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>(
                [&](auto e) { choice.choices.emplace_back(e.name); });
            return choice;
        } else if constexpr (JsonOptional<T>) {
            TypeShape inner = shape<typename T::value_type>();
            inner.optional = true;
            return inner;
        } else if constexpr (JsonList<T>) {
            return {.kind = Kind::list, .element = {shape<typename T::value_type>()}};
        } else if constexpr (JsonMap<T>) {
            return {.kind = Kind::map, .element = {shape<typename T::mapped_type>()}};
        } else {
            return named<T>();
        }
    }

    template <JsonTextual T>
    static TypeShape text_shape() {
        TypeShape text{.kind = TypeShape::Kind::text};
        if constexpr (requires { JsonText<T>::format; }) text.format = JsonText<T>::format;
        if constexpr (requires { JsonText<T>::pattern; }) text.pattern = JsonText<T>::pattern;
        return text;
    }

    template <class L>
    static void limit(TypeShape& shape) {
        if constexpr (requires { L::minimum; }) shape.minimum = number_text(L::minimum);
        if constexpr (requires { L::maximum; }) shape.maximum = number_text(L::maximum);
        if constexpr (requires { L::min_length; }) shape.min_length = L::min_length;
        if constexpr (requires { L::max_length; }) shape.max_length = L::max_length;
    }

    template <class A>
    static void explain(TypeShape& shape) {
        if constexpr (requires { std::string_view{A::text}; }) shape.about = A::text;
        if constexpr (requires { std::string_view{A::example}; }) shape.example = A::example;
    }

    Reading reading_;
    std::vector<std::pair<std::type_index, std::string>> names_;
    std::vector<TypeShape> definitions_;
};

template <Described T>
TypeDescription describe_type(Reading reading) {
    return ShapeBook(reading).describe<T>();
}

}  // namespace hapax
