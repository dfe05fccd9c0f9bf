#include "adapters/identity/bearer/bearer_tokens.hpp"

#include <algorithm>
#include <string>

#include "codec/answer/json_members.hpp"

namespace hapax::identity {
namespace {

constexpr std::string_view space = " \t\r";

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(space);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(space) - first + 1);
}

std::string_view take_line(std::string_view& text) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return trimmed(line);
}

// b64token of RFC 6750.
bool token_character(char c) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return letter || (c >= '0' && c <= '9') || std::string_view("-._~+/=").find(c) != std::string_view::npos;
}

bool control(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

struct Line {
    std::string_view token, subject;
};

// What is wrong with it, or nothing.
std::string_view problem_of(const Line& line) {
    if (line.token.size() < BearerTokens::token_bytes_min) return "a token needs at least 16 characters";
    if (line.token.size() > BearerTokens::token_bytes_max) return "a token has at most 512 characters";
    if (!std::ranges::all_of(line.token, token_character)) return "a token has only A-Z a-z 0-9 - . _ ~ + / =";
    if (line.subject.empty()) return "a token and its subject belong on a line";
    if (line.subject.size() > BearerTokens::subject_bytes_max) return "a subject has at most 255 bytes";
    if (!valid_utf8(line.subject)) return "a subject must be UTF-8";
    if (std::ranges::any_of(line.subject, control)) return "a subject has no control characters";
    return {};
}

std::unexpected<Error> broken(std::size_t line, std::string_view why) {
    return fail(bearer_errc::broken, "line " + std::to_string(line) + ": " + std::string(why));
}

Identified identified(std::string_view subject) {
    Caller caller{std::string(BearerTokens::issuer), std::string(subject)};
    const CallerScope scope = caller_scope(caller);
    return {std::move(caller), scope, no_end};
}

}  // namespace

Result<std::shared_ptr<const BearerTokens>> BearerTokens::read(std::string_view text) {
    auto tokens = std::make_shared<BearerTokens>();
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::string_view whole = take_line(text);
        if (whole.empty() || whole.starts_with('#')) continue;
        const std::size_t end = std::min(whole.find_first_of(space), whole.size());
        const Line line{whole.substr(0, end), trimmed(whole.substr(end))};
        if (const std::string_view problem = problem_of(line); !problem.empty()) return broken(number, problem);
        if (tokens->size() == tokens_max) return broken(number, "a file has at most 10000 tokens");
        const bool fresh = tokens->by_token_.emplace(SecretDigest::of(line.token), identified(line.subject)).second;
        if (!fresh) return broken(number, "this token is there twice");
    }
    if (tokens->size() == 0) return fail(bearer_errc::broken, "there is no token in it, so nobody could come in");
    return tokens;
}

const Identified* BearerTokens::find(std::string_view token) const {
    if (token.size() < token_bytes_min || token.size() > token_bytes_max) return nullptr;
    const auto found = by_token_.find(SecretDigest::of(token));
    return found == by_token_.end() ? nullptr : &found->second;
}

}  // namespace hapax::identity
