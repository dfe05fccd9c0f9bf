#include "codec/digest.hpp"

#include <gtest/gtest.h>

namespace hapax {
namespace {

std::string hex(const std::array<std::uint8_t, 32>& bytes) {
    std::string out;
    for (const std::uint8_t byte : bytes) {
        out += "0123456789abcdef"[byte >> 4];
        out += "0123456789abcdef"[byte & 15];
    }
    return out;
}

TEST(Digest, IsSha256) {
    EXPECT_EQ(hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Digest, OfARequestNeverChanges) {
    EXPECT_EQ(hex(fingerprint("PUT", "/accounts/42/withdrawals/1", R"({"amount":2000})").value),
              "2ed549ce5b57fbb2db38153f0577e7d8979c8a2737e9c574be85505db7800949");
    EXPECT_EQ(hex(fingerprint("PUT", "/a", "").value),
              hex(sha256(std::string_view("\1\3\0\0\0PUT\2\0\0\0/a\0\0\0\0", 18))));
}

TEST(Digest, TellsMethodAddressAndBodyApart) {
    const auto a = fingerprint("PUT", "/a", "{}");
    EXPECT_NE(a, fingerprint("POST", "/a", "{}"));
    EXPECT_NE(a, fingerprint("PUT", "/b", "{}"));
    EXPECT_NE(a, fingerprint("PUT", "/a", "[]"));
    EXPECT_NE(fingerprint("PUT", "/a{", "}"), a);
}

TEST(Digest, ScopesCallersByIssuerAndSubject) {
    EXPECT_EQ(caller_scope({"", "anonymous"}).value, UINT64_C(15194752212690614427));
    EXPECT_NE(caller_scope({"a", "bc"}), caller_scope({"ab", "c"}));
    EXPECT_NE(caller_scope({"", "ann"}), caller_scope({"ann", ""}));
}

TEST(Digest, NamesUuidsAsRfc9562Does) {
    const Uuid dns = *Uuid::parse("6ba7b810-9dad-11d1-80b4-00c04fd430c8");
    EXPECT_EQ(uuid5(dns, "www.example.com").text(), "2ed6657d-e927-568b-95e1-2665a8aea6a2");
}

TEST(Digest, GivesEachCreatedThingOneId) {
    const Uuid urls = *Uuid::parse("6ba7b811-9dad-11d1-80b4-00c04fd430c8");
    EXPECT_EQ(create_operation_id("/accounts/42").value, uuid5(urls, "/accounts/42"));
    EXPECT_EQ(create_operation_id("/accounts/42").value.version(), 5);
    EXPECT_NE(create_operation_id("/accounts/42"), create_operation_id("/accounts/43"));
}

}  // namespace
}  // namespace hapax
