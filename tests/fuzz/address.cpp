// A text → a request's address: its segments, its query, the endpoint that it names.
//
// Promises  the decoded path is text without control characters and has exactly the segments that were sent; encoded
//           again it is the same address; who is found by it is found by its own encoding too.
#include "adapters/edge/http/characters.hpp"
#include "adapters/edge/http/router.hpp"
#include "adapters/edge/http/target.hpp"
#include "bank/bank.hpp"
#include "codec/answer/answer.hpp"
#include "codec/answer/json_members.hpp"
#include "fuzz/target.hpp"

namespace hapax::fuzz {
namespace {

using namespace http;

bool printable(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return value_character(c) && c != '\t'; });
}

void check_segments(const Target& target) {
    std::string joined;
    for (std::size_t i = 0; i < target.size(); ++i) {
        const std::string_view segment = target.segment(i);
        HAPAX_ASSERT(!segment.empty() && segment != "." && segment != "..", "a segment names nothing");
        HAPAX_ASSERT(segment.find('/') == std::string_view::npos, "a segment holds a slash");
        joined += '/';
        joined += segment;
        HAPAX_ASSERT(target.path(i + 1) == joined, "the first segments are not the path's beginning");
    }
    HAPAX_ASSERT(target.path() == (joined.empty() ? "/" : joined), "the segments are not the path");
}

}  // namespace

HAPAX_FUZZ_TARGET(address) {
    static const Service service = bank_app().build();
    static const Router router = *Router::build(service, {});
    const std::string text = exact_copy(input.take_rest());
    if (const auto value = decoded(text)) HAPAX_ASSERT(value->size() <= text.size(), "decoding made a text longer");
    if (!target_class.all(text)) return;  // the parser lets nothing else through
    Target target;
    if (target.parse(text) != nullptr) return;
    HAPAX_ASSERT(printable(target.path()) && valid_utf8(target.path()), "a path is no text");
    check_segments(target);
    std::string encoded;
    append_encoded_address(encoded, target.path());
    HAPAX_ASSERT(target_class.all(encoded), "an encoded address could not be sent");
    Target again;
    HAPAX_ASSERT(again.parse(encoded) == nullptr, "an address that we write is refused");
    HAPAX_ASSERT(again.path() == target.path() && again.size() == target.size(), "an address reads as another");
    for (std::size_t m = 0; m < method_count; ++m) {
        const Found first = router.find(static_cast<Method>(m), target);
        const Found second = router.find(static_cast<Method>(m), again);
        HAPAX_ASSERT(first.endpoint == second.endpoint && first.allowed == second.allowed, "another endpoint is found");
    }
}

}  // namespace hapax::fuzz
