// JsonView: one value inside a parsed JSON document, without the parser's headers.
//
//   std::optional<JsonView> amount = body.find("amount");
//   if (amount && amount->kind() == JsonView::Kind::integer) …
//
// Lifetime  as long as the JsonDocument (codec/json_document.hpp) it was taken from.
// Errors    asking a value for what its kind() is not is a programmer error (asserts).
// Threads   reads of one document from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <boost/json/fwd.hpp>

namespace hapax {

class JsonView {
 public:
    // Integers keep their exact value: `big` are those above the largest int64. `real` was written with a fraction or
    // an exponent, or is beyond 64 bits.
    enum class Kind : std::uint8_t { null, boolean, integer, big, real, text, array, object };

    struct Member;

    explicit JsonView(const boost::json::value& value) : value_(&value) {}

    Kind kind() const;
    bool boolean() const;
    std::int64_t integer() const;
    std::uint64_t big() const;
    double real() const;  // of integer, big and real
    std::string_view text() const;

    std::size_t size() const;  // elements of an array, members of an object
    JsonView element(std::size_t index) const;
    Member member(std::size_t index) const;  // in the order of the text
    std::optional<JsonView> find(std::string_view name) const;

 private:
    const boost::json::value* value_;
};

struct JsonView::Member {
    std::string_view name;
    JsonView value;
};

}  // namespace hapax
