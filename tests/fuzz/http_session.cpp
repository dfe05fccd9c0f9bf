// Bytes → the edge of the bank, in one piece and in drawn pieces.
//
// Promises  every request and refusal gets exactly one whole answer, in order; nothing follows an answer that closes;
//           the connection ends exactly when one did; what is refused reaches nobody; no answer blames the server; bodies
//           are JSON and headers hold no control character; other pieces of the same bytes are told the same.
// Input     byte 0: limits and the kind of pieces; bytes 1 and 2: seed of the pieces; then the wire.
#include <vector>

#include "codec/json_document.hpp"
#include "fuzz/target.hpp"
#include "kernel/random.hpp"
#include "support/bank_edge.hpp"

namespace hapax::fuzz {
namespace {

using test::BankEdge;
using test::EdgeAnswer;
using test::EdgeRun;

// So small that a fuzzer reaches each of them.
http::Limits small_limits() {
    http::Limits limits;
    limits.url_bytes_max = 80;
    limits.headers_max = 6;
    limits.headers_bytes_max = 160;
    limits.body_bytes_max = 200;
    limits.chunk_line_bytes_max = 20;
    limits.pipeline_max = 3;
    return limits;
}

std::vector<std::string_view> pieces_of(std::string_view bytes, std::uint64_t seed, std::size_t most) {
    Random random(seed);
    std::vector<std::string_view> pieces;
    while (!bytes.empty()) {
        const std::size_t size = std::min<std::size_t>(bytes.size(), 1 + random.below(most));
        pieces.push_back(bytes.substr(0, size));
        bytes.remove_prefix(size);
    }
    return pieces;
}

void judge(const EdgeAnswer& answer) {
    HAPAX_ASSERT(answer.status < 500 || answer.status == 501 || answer.status == 505, "an answer blames the server");
    for (const auto& [name, value] : answer.fields) {
        HAPAX_ASSERT(std::all_of(value.begin(), value.end(), http::value_character), "a header value breaks its line");
    }
    if (answer.interim()) return;
    HAPAX_ASSERT(answer.has("date") && answer.has("x-correlation-id"), "an answer lacks what every answer has");
    HAPAX_ASSERT(answer.status < 400 || answer.field("content-type") == "application/problem+json",
                 "a refusal is no problem document");
    if (answer.body.empty() || answer.field("content-type").starts_with("text/plain")) return;
    JsonDocument document;
    HAPAX_ASSERT(!document.parse(answer.body), "an answer's body is not JSON");
}

void judge(const EdgeRun& run) {
    HAPAX_ASSERT(!run.torn, "what came back is no whole number of answers");
    const auto answers = run.final_answers();
    HAPAX_ASSERT(answers.size() == run.turns, "a request was not answered once");
    bool closing = false;
    for (const EdgeAnswer& answer : answers) {
        HAPAX_ASSERT(!closing, "something was answered after the connection was to close");
        closing = answer.closes();
        judge(answer);
    }
    HAPAX_ASSERT(closing == run.closed, "the connection did not end when its last answer said so");
    HAPAX_ASSERT(run.submitted <= run.turns, "one request became two operations");
}

}  // namespace

HAPAX_FUZZ_TARGET(http_session) {
    static BankEdge plain;
    static BankEdge narrow{small_limits()};
    const std::uint8_t mode = input.take_byte();
    const std::uint64_t seed = input.take_u16();
    const std::string_view bytes = input.take_rest();
    BankEdge& edge = (mode & 1) != 0 ? narrow : plain;
    const std::size_t most = (mode & 2) != 0 ? 1 : 1 + bytes.size() / 3;
    const EdgeRun whole = edge.run({bytes});
    const EdgeRun parted = edge.run(pieces_of(bytes, seed, most));
    judge(whole);
    judge(parted);
    HAPAX_ASSERT(whole.final_answers() == parted.final_answers(), "other pieces of the same bytes got other answers");
    HAPAX_ASSERT(whole.closed == parted.closed, "other pieces of the same bytes ended otherwise");
    HAPAX_ASSERT(whole.submitted == parted.submitted, "other pieces of the same bytes did something else");
}

}  // namespace hapax::fuzz
