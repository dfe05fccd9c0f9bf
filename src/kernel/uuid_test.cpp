#include "kernel/uuid.hpp"

#include <gtest/gtest.h>

namespace hapax {
namespace {

TEST(Uuid, ReadsEitherCaseAndWritesLowerCase) {
    const auto id = Uuid::parse("0197A3C0-6D1E-7CC2-8A57-0242AC120002");
    ASSERT_TRUE(id);
    EXPECT_EQ(id->text(), "0197a3c0-6d1e-7cc2-8a57-0242ac120002");
    EXPECT_EQ(id->version(), 7);
}

TEST(Uuid, RefusesEveryOtherForm) {
    for (const char* text : {"", "0197a3c06d1e7cc28a570242ac120002", "{0197a3c0-6d1e-7cc2-8a57-0242ac120002}",
                             "0197a3c0-6d1e-7cc2-8a57-0242ac12000", "0197a3c0-6d1e-7cc2-8a57-0242ac12000g",
                             "0197a3c0_6d1e-7cc2-8a57-0242ac120002", "0197a3c0-6d1e-7cc2-8a57-0242ac1200022"}) {
        EXPECT_FALSE(Uuid::parse(text)) << text;
    }
}

TEST(Uuid, Version7CarriesItsTime) {
    const Uuid id = Uuid::v7(1763800000123, 0x1122334455667788, 0x99aabbccddeeff00);
    EXPECT_EQ(id.version(), 7);
    EXPECT_EQ(id.unix_ms(), 1763800000123);
    EXPECT_EQ(id.bytes[8] >> 6, 2);
}

TEST(Uuid, OtherVersionsCarryNoTime) {
    EXPECT_FALSE(Uuid::parse("0197a3c0-6d1e-4cc2-8a57-0242ac120002")->unix_ms());
}

}  // namespace
}  // namespace hapax
