#include "codec/stream_hash.hpp"

#include <memory>
#include <span>

#include <openssl/evp.h>

#include "kernel/assert.hpp"

namespace hapax {
namespace {

// Fetching the algorithm and making a context cost more than the digest, so each thread keeps one.
class Sha256 {
 public:
    Sha256()
        : algorithm_(EVP_MD_fetch(nullptr, "SHA256", nullptr), EVP_MD_free),
          context_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
        HAPAX_ASSERT(algorithm_ && context_, "OpenSSL has no SHA-256");
    }
    void begin() { check(EVP_DigestInit_ex2(context_.get(), algorithm_.get(), nullptr)); }
    void add(const void* bytes, std::size_t size) { check(EVP_DigestUpdate(context_.get(), bytes, size)); }
    std::array<std::uint8_t, 32> end() {
        std::array<std::uint8_t, 32> digest{};
        check(EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr));
        return digest;
    }

 private:
    static void check(int done) { HAPAX_ASSERT(done == 1, "SHA-256 failed"); }

    std::unique_ptr<EVP_MD, decltype(&EVP_MD_free)> algorithm_;
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

std::uint64_t big_endian(std::span<const std::uint8_t> bytes) {
    std::uint64_t number = 0;
    for (const std::uint8_t byte : bytes) number = number << 8 | byte;
    return number;
}

std::array<std::uint8_t, 8> little_endian(std::uint64_t number) {
    std::array<std::uint8_t, 8> bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(number >> (8 * i));
    return bytes;
}

}  // namespace

StreamHash stream_hash(const StreamId& stream) {
    return stream_hash(stream.type, stream.key);
}

StreamHash stream_hash(std::string_view type, std::string_view key) {
    thread_local Sha256 sha;
    const auto type_size = little_endian(type.size());
    sha.begin();
    sha.add(type_size.data(), type_size.size());
    sha.add(type.data(), type.size());
    sha.add(key.data(), key.size());
    const auto digest = sha.end();
    const std::span bytes(digest);
    return StreamHash{{big_endian(bytes.subspan(0, 8)), big_endian(bytes.subspan(8, 8))}};
}

}  // namespace hapax
