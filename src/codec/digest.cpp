#include "codec/digest.hpp"

#include <string>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "kernel/assert.hpp"
#include "kernel/planted.hpp"

namespace hapax {
namespace {

constexpr std::uint8_t fingerprint_version = 1;

// Of our own: OpenSSL 3.0 does not notice when there was no memory for the one that it has by default, and reads through
// a null pointer.
OSSL_LIB_CTX* library() {
    static OSSL_LIB_CTX* const made = OSSL_LIB_CTX_new();
    HAPAX_ASSERT(made != nullptr, "there is no memory for OpenSSL");
    return made;
}

// Looking an algorithm up costs as much as a digest of a command; it is done once and kept for ever.
const EVP_MD* algorithm(const char* name) {
    const EVP_MD* found = EVP_MD_fetch(library(), name, nullptr);
    HAPAX_ASSERT(found != nullptr, "OpenSSL lacks SHA-1 or SHA-256");
    return found;
}

template <std::size_t Bytes>
std::array<std::uint8_t, Bytes> digest(std::string_view bytes, const EVP_MD* by) {
    std::array<std::uint8_t, Bytes> out{};
    unsigned size = 0;
    const int done = EVP_Digest(bytes.data(), bytes.size(), out.data(), &size, by, nullptr);
    HAPAX_ASSERT(done == 1 && size == Bytes, "a digest failed");
    return out;
}

void append_framed(std::string& out, std::string_view part) {
    HAPAX_ASSERT(part.size() <= UINT32_MAX, "a part of a digest is longer than its length says");
    for (int shift = 0; shift < 32; shift += 8) out += static_cast<char>(part.size() >> shift);
    out += part;
}

}  // namespace

std::array<std::uint8_t, 32> sha256(std::string_view bytes) {
    static const EVP_MD* const by = algorithm("SHA256");
    return digest<32>(bytes, by);
}

std::array<std::uint8_t, 20> sha1(std::string_view bytes) {
    static const EVP_MD* const by = algorithm("SHA1");
    return digest<20>(bytes, by);
}

Fingerprint fingerprint(std::string_view method, std::string_view address, std::string_view canonical_body) {
    std::string bytes;
    bytes.reserve(1 + 3 * 4 + method.size() + address.size() + canonical_body.size());
    bytes += static_cast<char>(fingerprint_version);
    append_framed(bytes, method);
    append_framed(bytes, planted(Bug::fingerprint_without_address) ? "" : address);
    append_framed(bytes, planted(Bug::fingerprint_without_body) ? "" : canonical_body);
    return Fingerprint{sha256(bytes)};
}

CallerScope caller_scope(const Caller& caller) {
    std::string bytes;
    append_framed(bytes, caller.issuer);
    append_framed(bytes, caller.subject);
    const auto hash = sha256(bytes);
    std::uint64_t scope = 0;
    for (std::size_t i = 0; i < 8; ++i) scope = scope << 8 | hash[i];
    return CallerScope{scope};
}

Uuid uuid5(const Uuid& name_space, std::string_view name) {
    std::string bytes(name_space.bytes.begin(), name_space.bytes.end());
    bytes += name;
    const auto hash = sha1(bytes);
    std::array<std::uint8_t, 16> first{};
    for (std::size_t i = 0; i < first.size(); ++i) first[i] = hash[i];
    return Uuid::stamped(first, 5);
}

OperationId create_operation_id(std::string_view address) {
    constexpr Uuid urls{
        {0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8}};
    return OperationId{uuid5(urls, address)};
}

}  // namespace hapax
