// JsonDocument: JSON text parsed once, within limits, into a tree that lives in this object.
//
//   JsonDocument document;
//   if (auto why = document.parse(body)) return syntax_problem(*why);
//   JsonView root = document.root();
//
// Accepted  RFC 8259 text in UTF-8, nothing before or after it but white space.
// Errors    parse() answers a sentence for people: bad syntax, bad UTF-8, a lone surrogate, a byte order mark, a number
//           that no double holds, a member name that appears twice, more than the limits below.
// Cost      small documents need no allocation: the first 4 KiB of the tree are inside the object.
// Threads   one at a time; not movable.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "codec/json_view.hpp"

namespace hapax {

namespace json_limits {
inline constexpr std::size_t depth = 64;
inline constexpr std::size_t members = 1024;         // of one object: names that collide on purpose stay cheap
inline constexpr std::size_t elements = 100'000;     // of one array
inline constexpr std::size_t name_bytes = 256;       // of one member name
inline constexpr std::size_t text_bytes = 1U << 20;  // of one string
}  // namespace json_limits

class JsonDocument {
 public:
    JsonDocument();
    ~JsonDocument();
    JsonDocument(const JsonDocument&) = delete;
    JsonDocument& operator=(const JsonDocument&) = delete;

    // Nothing = parsed; then root() is valid until the next parse.
    [[nodiscard]] std::optional<std::string> parse(std::string_view text);

    JsonView root() const;
    boost::json::value& tree();  // for upcasters, which change it in place

 private:
    struct Storage;
    static constexpr std::size_t storage_bytes = 4608;
    alignas(16) unsigned char storage_[storage_bytes];
    Storage* open_ = nullptr;  // in storage_
};

}  // namespace hapax
