// A text → C++ values, strictly (what clients send) and tolerantly (what we stored).
//
// Promises  a value that was read is written as JSON that reads as the same value; whoever is read strictly is read
//           tolerantly too, as the same; a refusal has a reason with a pointer; rows survive their form in a view.
#include "codec/canonical.hpp"
#include "codec/json_document.hpp"
#include "codec/json_read.hpp"
#include "codec/json_write.hpp"
#include "codec/test_types.hpp"
#include "fuzz/target.hpp"

namespace hapax::fuzz {
namespace {

template <class T>
void try_type(JsonView from) {
    JsonReader strict(Reading::strict);
    JsonReader tolerant(Reading::tolerant);
    T value{};
    T loose{};
    const bool read = read_json(strict, from, value);
    const bool read_loosely = read_json(tolerant, from, loose);
    HAPAX_ASSERT(read == strict.clean(), "a refusal without a reason, or a reason without a refusal");
    HAPAX_ASSERT(!read || read_loosely, "what clients may send we could not read again");
    if (!read_loosely) return;
    std::string text;
    append_json(text, loose);
    JsonDocument document;
    HAPAX_ASSERT(!document.parse(text), "a value was written as something that is not JSON");
    JsonReader again(Reading::strict);
    T second{};
    HAPAX_ASSERT(read_json(again, document.root(), second), "a value that we wrote is refused");
    HAPAX_ASSERT(second == loose, "a value that we wrote reads as another");
    HAPAX_ASSERT(!read || value == loose, "strict and tolerant reading differ");
}

void try_limited(JsonView from) {
    JsonReader reader(Reading::strict);
    codec_test::Limited value;
    if (!read_json(reader, from, value)) return;
    HAPAX_ASSERT(value.amount.value >= 1 && value.amount.value <= 1000, "a number beyond its limits was taken");
    HAPAX_ASSERT(!value.name.empty() && characters(value.name) <= 3, "a text beyond its limits was taken");
    HAPAX_ASSERT(!value.percent || *value.percent <= 100, "an optional beyond its limits was taken");
    HAPAX_ASSERT(value.list.size() <= 2, "a list beyond its limits was taken");
}

}  // namespace

HAPAX_FUZZ_TARGET(json_types) {
    const std::string text = exact_copy(input.take_rest());
    JsonDocument document;
    if (document.parse(text)) return;
    const JsonView root = document.root();
    try_type<codec_test::Order>(root);
    try_type<codec_test::Stamped>(root);
    try_type<codec_test::Nothing>(root);
    try_type<std::vector<codec_test::Line>>(root);
    try_type<std::map<std::string, std::optional<double>>>(root);
    try_type<std::vector<std::uint64_t>>(root);
    try_type<codec_test::Colour>(root);
    try_limited(root);
}

}  // namespace hapax::fuzz
