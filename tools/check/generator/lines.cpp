// How the generator's numbers are written: ids, names, hashes.

#include "tools/check/format/rules.hpp"
#include "tools/check/generator/run.hpp"
#include "tools/check/index/hash.hpp"

namespace hapax::check {
namespace {

void append_hex(std::string& out, std::uint64_t number, int digits) {
    for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) out += "0123456789abcdef"[number >> shift & 15];
}

}  // namespace

Line& Run::begin(LineKind kind) {
    line_.clear(kind);
    const KindWords words = words_of(kind);
    if (is_dump(kind)) {
        line_.set(Field::dump, words.type);
        return line_;
    }
    line_.set(Field::n, static_cast<std::int64_t>(++lines_));
    line_.set(Field::t, now_);
    line_.set(Field::type, words.type);
    if (!words.f.empty()) line_.set(Field::f, words.f);
    return line_;
}

void Run::finish() {
    take_(line_);
}

void Run::set_operation(Line& line, std::uint32_t operation) {
    line.set(Field::op, id_text(operation, 0));
    set_caller(line, operations_[operation].client);
}

// One client in four is known by name.
void Run::set_caller(Line& line, std::uint32_t client) {
    if (client % 4 != 3) return;
    texts_[1] = "https://id.example|client-" + std::to_string(client);
    line.set(Field::caller, std::string_view(texts_[1]));
}

// Like a UUID of version 7. Steps of sagas have ids of their own.
std::string_view Run::id_text(std::uint32_t operation, unsigned step) {
    std::string& out = texts_[step == 0 ? 0 : 2];
    const std::uint64_t tail = hash("id", (std::uint64_t{operation} << 8 | step));
    out.clear();
    append_hex(out, 0x0197a3c0 + (operation >> 16), 8);
    out += '-';
    append_hex(out, operation & 0xFFFF, 4);
    out += "-7";
    append_hex(out, tail >> 52, 3);
    out += "-8";
    append_hex(out, tail >> 40, 3);
    out += '-';
    append_hex(out, (tail & 0xFF'FFFF'FFFF) << 8 | step, 12);
    return out;
}

std::string_view Run::stream_text(std::uint32_t account) {
    texts_[3] = "account/";
    texts_[3] += std::to_string(account);
    return texts_[3];
}

std::string_view Run::transfer_text(std::uint32_t operation) {
    texts_[3] = "transfer/";
    texts_[3] += std::to_string(operation);
    return texts_[3];
}

std::string_view Run::message_text(std::uint32_t position) {
    texts_[2] = std::to_string(position);
    texts_[2] += "/0";
    return texts_[2];
}

std::uint64_t Run::hash(std::string_view what, std::uint64_t number) const {
    return fold(hash_of(what, options_.seed + 1) ^ number, 0x9E3779B97F4A7C15 + number * 2);
}

}  // namespace hapax::check
