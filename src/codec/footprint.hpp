// About how many bytes a value keeps on the heap, for caches with a limit.
//
//   sizeof(state) + heap_bytes(state)
//
// Counts what strings, lists and maps own; good to a few tens of percent.
// Threads  any.
#pragma once

#include <string>

#include "codec/json_traits.hpp"

namespace hapax {

template <class T>
std::size_t heap_bytes(const T& value) {
    std::size_t bytes = 0;
    if constexpr (std::same_as<T, std::string>) {
        constexpr std::size_t within_the_object = 15;
        bytes = value.capacity() > within_the_object ? value.capacity() + 1 : 0;
    } else if constexpr (JsonOptional<T>) {
        bytes = value ? heap_bytes(*value) : 0;
    } else if constexpr (JsonList<T>) {
        bytes = value.capacity() * sizeof(typename T::value_type);
        for (const typename T::value_type& element : value) bytes += heap_bytes(element);
    } else if constexpr (JsonMap<T>) {
        constexpr std::size_t node = 48;
        for (const auto& [key, element] : value) {
            bytes += node + sizeof(key) + sizeof(element) + heap_bytes(key) + heap_bytes(element);
        }
    } else if constexpr (Described<T>) {
        for_each_member<T>([&](auto d) { bytes += heap_bytes(value.*d.pointer); });
    }
    return bytes;
}

}  // namespace hapax
