// JsonLine: one object of names and texts of our own, one member after another.
//
//   JsonLine line;  line.number("n", 1);  line.text("type", "ok");  out += line.end();
//
// Threads  a value.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "codec/json_string.hpp"

namespace hapax::simulated_bank {

class JsonLine {
 public:
    template <class Number>
    void number(std::string_view name, Number value) {
        add(name) += std::to_string(value);
    }
    void text(std::string_view name, std::string_view value) { append_json_string(add(name), value); }
    void raw(std::string_view name, std::string_view json) { add(name) += json; }
    std::string end() { return "{" + std::move(members_) + "}\n"; }

 private:
    std::string& add(std::string_view name) {
        if (!members_.empty()) members_ += ',';
        return members_.append("\"").append(name).append("\":");
    }
    std::string members_;
};

// Some of the digits of a digest: what a history compares.
inline std::string hash_text(std::span<const std::uint8_t> digest) {
    constexpr std::string_view digits = "0123456789abcdef";
    constexpr std::size_t bytes = 16;
    std::string text;
    for (const std::uint8_t byte : digest.first(bytes)) {
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

}  // namespace hapax::simulated_bank
