#include "adapters/edge/http/target.hpp"

#include <algorithm>

#include "adapters/edge/http/characters.hpp"
#include "codec/answer/json_members.hpp"

namespace hapax::http {
namespace {

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    const char l = lower(c);
    return l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
}

// The byte that %XX at the start of `text` stands for; nothing for a bad escape.
std::optional<char> escaped(std::string_view text) {
    if (text.size() < 3) return std::nullopt;
    const int high = hex_value(text[1]);
    const int low = hex_value(text[2]);
    if (high < 0 || low < 0) return std::nullopt;
    return static_cast<char>(high << 4 | low);
}

constexpr bool control(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

bool append_decoded(std::string& out, std::string_view encoded, bool slash_allowed) {
    bool high = false;
    for (std::size_t at = encoded.find('%'); at != std::string_view::npos; at = encoded.find('%')) {
        out += encoded.substr(0, at);
        const auto byte = escaped(encoded.substr(at));
        if (!byte || control(*byte) || (*byte == '/' && !slash_allowed)) return false;
        high = high || static_cast<unsigned char>(*byte) >= 0x80;
        out += *byte;
        encoded.remove_prefix(at + 3);
    }
    out += encoded;
    return !high || valid_utf8(out);
}

}  // namespace

const Refusal* Target::parse(std::string_view target) {
    if (!target.starts_with('/')) {
        const std::size_t scheme_end = target.find("://");
        const std::size_t authority = scheme_end == std::string_view::npos ? 0 : scheme_end + 3;
        target.remove_prefix(std::min(target.find_first_of("/?", authority), target.size()));
    }
    const std::size_t path_end = std::min(target.find('?'), target.size());
    query_ = target.substr(std::min(path_end + 1, target.size()));
    const std::string_view path = target.substr(0, path_end);
    if (const Refusal* refusal = decode(path.empty() ? "/" : path)) return refusal;
    return cut();
}

const Refusal* Target::decode(std::string_view path) {
    path_.clear();
    return append_decoded(path_, path, false) ? nullptr : &refusal::bad_address;
}

const Refusal* Target::cut() {
    count_ = 0;
    begins_[0] = 1;
    if (path_.size() == 1) return nullptr;
    for (std::size_t begin = 1; begin <= path_.size();) {
        const std::size_t end = std::min(path_.find('/', begin), path_.size());
        const std::string_view segment = std::string_view(path_).substr(begin, end - begin);
        if (segment.empty() || segment == "." || segment == ".." || count_ == segments_max) return &refusal::not_found;
        begin = begins_[++count_] = end + 1;
    }
    return nullptr;
}

void Target::lower_segment(std::size_t i) {
    for (std::size_t at = begins_[i]; at < begins_[i + 1] - 1; ++at) path_[at] = lower(path_[at]);
}

std::optional<std::string> decoded(std::string_view encoded) {
    std::string out;
    if (!append_decoded(out, encoded, true)) return std::nullopt;
    return out;
}

}  // namespace hapax::http
