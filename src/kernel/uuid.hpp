// Uuid: 128 bits as RFC 9562 writes them. Parsing takes any case, text() gives lower case.
//
//   std::optional<Uuid> id = Uuid::parse("0197a3c0-6d1e-7cc2-8a57-0242ac120002");
//
// Errors   parse() answers nothing unless the text is exactly 36 characters of the 8-4-4-4-12 form.
// Threads  values.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hapax {

struct Uuid {
    std::array<std::uint8_t, 16> bytes{};

    static std::optional<Uuid> parse(std::string_view text);

    std::string text() const;
    int version() const { return bytes[6] >> 4; }
    bool nil() const { return *this == Uuid{}; }

    // Milliseconds since 1970 inside a version 7 id; nothing for other versions.
    std::optional<std::int64_t> unix_ms() const;

    // Sets the version nibble and the RFC variant bits of these bytes.
    static Uuid stamped(std::array<std::uint8_t, 16> bytes, int version);

    // A version 7 id of that time and 74 bits of the two random numbers.
    static Uuid v7(std::int64_t unix_ms, std::uint64_t random_a, std::uint64_t random_b);

    friend auto operator<=>(const Uuid&, const Uuid&) = default;
    friend bool operator==(const Uuid&, const Uuid&) = default;
};

}  // namespace hapax
