#include "adapters/index/rocksdb/index_format.hpp"

#include <gtest/gtest.h>

namespace hapax::index {
namespace {

const OperationKey key{OperationId{*Uuid::parse("0197a3c0-6d1e-7cc2-8a57-0242ac120002")},
                       CallerScope{0x0102030405060708}};

TEST(IndexFormat, LaysKeysOutAsTheyAreOnDisk) {
    EXPECT_EQ(operation_key(7, key),
              std::string("\0\0\0\7\x01\x97\xa3\xc0\x6d\x1e\x7c\xc2\x8a\x57\x02\x42\xac\x12\0\x02"
                          "\1\2\3\4\5\6\7\10",
                          28));
    EXPECT_EQ(stream_key(1, StreamHash{{2, 3}}, Version{4}),
              std::string("\0\0\0\1\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0\3\0\0\0\0\0\0\0\4", 28));
    EXPECT_EQ(caller_key(1, CallerScope{2}, Position{0x0304}),
              std::string("\0\0\0\1\0\0\0\0\0\0\0\2\0\0\0\0\0\0\3\4", 20));
    EXPECT_EQ(part_key(1, Part::callers), std::string("\0\0\0\1c", 5));
    EXPECT_EQ(encode(Identity{})[0], 2);
    EXPECT_EQ(filter_hash(key, 42), 0x89935cd0426fc2ecU);
    EXPECT_EQ(filter_hash(StreamHash{{2, 3}}, 42), 0x815084faea4c71a5U);
}

TEST(IndexFormat, SortsKeysAsTheirValues) {
    OperationKey next = key;
    next.scope.value += 0x100;
    EXPECT_LT(operation_key(7, key), operation_key(7, next));
    EXPECT_LT(operation_key(7, next), operation_key(256, key));
    EXPECT_LT(caller_key(7, CallerScope{2}, Position{255}), caller_key(7, CallerScope{2}, Position{256}));
    EXPECT_LT(caller_key(7, CallerScope{2}, Position{256}), caller_key(7, CallerScope{3}, Position{1}));
    EXPECT_LT(stream_key(1, StreamHash{{2, 3}}, Version{255}), stream_key(1, StreamHash{{2, 3}}, Version{256}));
    EXPECT_LT(stream_key(1, StreamHash{{2, 3}}, Version{256}), stream_key(1, StreamHash{{2, 4}}, Version{1}));
}

TEST(IndexFormat, GivesBackWhatWasEncoded) {
    const RunHead head{Position{5}, {Position{9}, 77}, {3, 4}, key, key};
    const auto again = decode_head(encode(head));
    ASSERT_TRUE(again);
    EXPECT_EQ(std::tie(again->from, again->through, again->address, again->first, again->last),
              std::tie(head.from, head.through, head.address, head.first, head.last));
    const PendingItem item{{PendingKind::parked, std::string("k\0ey", 4)}, Timestamp{-1}, "payload"};
    EXPECT_EQ(decode_pending(encode(item)), item);
    EXPECT_EQ(decode_address(encode(Address{1, 0xffffffff})), (Address{1, 0xffffffff}));
    EXPECT_EQ(decode_identity(encode(Identity{key.id.value, 9}))->salt, 9U);
    EXPECT_EQ(position_of(caller_key(1, CallerScope{2}, Position{9})), Position{9});
    EXPECT_EQ(version_of(stream_key(1, StreamHash{{2, 3}}, Version{4})), Version{4});
}

TEST(IndexFormat, RefusesWhatIsShortLongOrOfAnotherFormat) {
    const std::string head = encode(RunHead{});
    for (std::size_t size = 0; size < head.size(); ++size) EXPECT_FALSE(decode_head(head.substr(0, size)));
    EXPECT_FALSE(decode_head(head + "x"));
    std::string other = head;
    other[0] = 1;
    EXPECT_FALSE(decode_head(other));
    EXPECT_FALSE(decode_address("1234567"));
    EXPECT_FALSE(decode_address("123456789"));
    EXPECT_FALSE(decode_identity("short"));
    EXPECT_FALSE(version_of("short"));
    EXPECT_FALSE(position_of("short"));
    std::string item = encode(PendingItem{{PendingKind::message, "key"}, {}, ""});
    EXPECT_FALSE(decode_pending(item.substr(0, item.size() - 1)));
    item[0] = 9;
    EXPECT_FALSE(decode_pending(item));
}

}  // namespace
}  // namespace hapax::index
