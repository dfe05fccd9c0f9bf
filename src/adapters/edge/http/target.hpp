// Target: the address of a request, decoded once and cut into segments, and its query.
//
//   if (const Refusal* refusal = target.parse(request.target())) …
//   target.segment(1)      // "42"
//   target.path()          // "/accounts/42", decoded; the canonical address
//
// An encoded slash, a NUL or another control character, a bad escape and text that is no UTF-8 are refused, so a
// decoded path has exactly the segments that were sent. Empty and dot segments name nothing here.
// Lifetime  segments are valid until the next parse().
// Threads   one loop's; reused.
// Source    RFC 3986.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/edge/http/refusal.hpp"

namespace hapax::http {

class Target {
 public:
    static constexpr std::size_t segments_max = 16;

    const Refusal* parse(std::string_view target);

    std::size_t size() const { return count_; }
    std::string_view segment(std::size_t i) const {
        return std::string_view(path_).substr(begins_[i], begins_[i + 1] - 1 - begins_[i]);
    }
    std::string_view path() const { return path_; }
    std::string_view path(std::size_t segments) const {
        return std::string_view(path_).substr(0, begins_[segments] - 1);
    }
    std::string_view query() const { return query_; }

    // The operation id is part of the address in lower case.
    void lower_segment(std::size_t i);

 private:
    const Refusal* decode(std::string_view path);
    const Refusal* cut();

    std::string path_;
    std::string_view query_;
    std::array<std::size_t, segments_max + 1> begins_{};
    std::size_t count_ = 0;
};

// Decodes %XX; nothing when an escape is bad or the result is no text.
std::optional<std::string> decoded(std::string_view encoded);

}  // namespace hapax::http
