// SecretDigest: what is kept of a secret, so that it can be recognised and not be read.
//
//   known.emplace(SecretDigest::of(token), caller);   known.find(SecretDigest::of(presented));
//
// SHA-256 of the secret. Digests are compared in the same time whether they differ early or late; a table over them tells
// nothing either, because nobody can choose the digest of a secret that he does not know.
// Threads  values.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <functional>
#include <string_view>

#include "codec/digest.hpp"

namespace hapax {

class SecretDigest {
 public:
    static SecretDigest of(std::string_view secret) { return SecretDigest(sha256(secret)); }

    friend bool operator==(const SecretDigest& a, const SecretDigest& b) {
        std::uint8_t difference = 0;
        for (std::size_t i = 0; i < a.bytes_.size(); ++i) {
            difference = static_cast<std::uint8_t>(difference | (a.bytes_[i] ^ b.bytes_[i]));
        }
        return difference == 0;
    }
    std::size_t hash() const {
        std::size_t first = 0;
        std::memcpy(&first, bytes_.data(), sizeof first);
        return first;
    }

 private:
    explicit SecretDigest(const std::array<std::uint8_t, 32>& bytes) : bytes_(bytes) {}
    std::array<std::uint8_t, 32> bytes_;
};

}  // namespace hapax

template <>
struct std::hash<hapax::SecretDigest> {
    std::size_t operator()(const hapax::SecretDigest& digest) const noexcept { return digest.hash(); }
};
