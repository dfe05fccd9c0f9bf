#include "codec/record/record.hpp"

#include <gtest/gtest.h>

#include "codec/record/record_sample.hpp"

namespace hapax {
namespace {

std::vector<std::byte> encoded(const Commit& commit, Position position, Version version) {
    std::vector<std::byte> bytes(record_size(commit, position, version));
    write_record(commit, position, version, bytes);
    return bytes;
}

TEST(Record, GivesBackEveryFieldOfACommit) {
    const std::vector<std::byte> bytes = encoded(record_sample::full(), Position{900}, Version{9});
    const auto body = open_record(bytes);
    ASSERT_TRUE(body);
    EXPECT_EQ(body->record_bytes, bytes.size());
    const auto stored = decode_stored(body->fields);
    ASSERT_TRUE(stored);
    EXPECT_EQ(*stored, (StoredCommit{Position{900}, Version{9}, record_sample::full()}));
}

TEST(Record, GivesBackACommitThatIsAllEmpty) {
    const std::vector<std::byte> bytes = encoded(record_sample::bare(), Position{1}, Version{0});
    const auto stored = decode_stored(open_record(bytes)->fields);
    ASSERT_TRUE(stored);
    EXPECT_EQ(*stored, (StoredCommit{Position{1}, Version{0}, record_sample::bare()}));
}

TEST(Record, TheExtremesOfNumbersSurvive) {
    Commit c = record_sample::full();
    c.accepted_at.us = INT64_MIN;
    c.decided_at.us = INT64_MAX;
    c.attempts = UINT32_MAX;
    c.expected.version.value = UINT64_MAX;
    const std::vector<std::byte> bytes = encoded(c, Position{UINT64_MAX}, Version{UINT64_MAX});
    const auto stored = decode_stored(open_record(bytes)->fields);
    ASSERT_TRUE(stored);
    EXPECT_EQ(*stored, (StoredCommit{Position{UINT64_MAX}, Version{UINT64_MAX}, c}));
}

TEST(Record, TheLikenessOfAGuardedOperationIsKeptAndOthersHaveNone) {
    Commit c = record_sample::full();
    c.likeness.emplace().value.fill(7);
    const std::vector<std::byte> bytes = encoded(c, Position{900}, Version{9});
    const auto stored = decode_stored(open_record(bytes)->fields);
    ASSERT_TRUE(stored);
    EXPECT_EQ(stored->commit, c);
    RecordView view;
    ASSERT_TRUE(decode_view(open_record(bytes)->fields, view));
    EXPECT_EQ(view.likeness, std::string(32, '\7'));
    ASSERT_TRUE(decode_view(open_record(encoded(record_sample::full(), Position{1}, Version{2}))->fields, view));
    EXPECT_EQ(view.likeness, "");
}

TEST(Record, AViewShowsTheSameWithoutCopies) {
    const Commit c = record_sample::full();
    const std::vector<std::byte> bytes = encoded(c, Position{900}, Version{9});
    RecordView view;
    ASSERT_TRUE(decode_view(open_record(bytes)->fields, view));
    EXPECT_EQ(view.position, Position{900});
    EXPECT_EQ(view.version, Version{9});
    EXPECT_EQ(view.operation, c.operation);
    EXPECT_EQ(view.caller_issuer, c.caller.issuer);
    EXPECT_EQ(view.caller_subject, c.caller.subject);
    EXPECT_EQ(view.type, c.type);
    EXPECT_EQ(view.resource, c.resource);
    EXPECT_EQ(view.stream_type, c.stream.type);
    EXPECT_EQ(view.stream_key, c.stream.key);
    EXPECT_EQ(view.correlation_id, c.correlation.correlation_id);
    EXPECT_EQ(view.traceparent, c.correlation.traceparent);
    EXPECT_EQ(view.reply_code, c.reply.code);
    EXPECT_EQ(view.reply_detail, c.reply.detail);
    EXPECT_EQ(view.outcome, c.outcome);
    EXPECT_EQ(view.accepted_at, c.accepted_at);
    EXPECT_EQ(view.decided_at, c.decided_at);
    ASSERT_EQ(view.events.size(), 2U);
    EXPECT_EQ(view.events[1].type, "bank.FeeCharged");
    EXPECT_EQ(view.events[1].schema, 70000U);
    EXPECT_EQ(view.events[0].payload, c.events[0].payload);
    const auto* first = reinterpret_cast<const char*>(bytes.data());
    EXPECT_GE(view.type.data(), first);
    EXPECT_LT(view.type.data(), first + bytes.size());
}

TEST(Record, AViewThatIsUsedAgainKeepsNothingOfTheRecordBefore) {
    RecordView view;
    const std::vector<std::byte> full = encoded(record_sample::full(), Position{900}, Version{9});
    const std::vector<std::byte> bare = encoded(record_sample::bare(), Position{901}, Version{0});
    ASSERT_TRUE(decode_view(open_record(full)->fields, view));
    const std::size_t capacity = view.events.capacity();
    ASSERT_TRUE(decode_view(open_record(bare)->fields, view));
    EXPECT_TRUE(view.events.empty());
    EXPECT_TRUE(view.type.empty());
    EXPECT_EQ(view.version, Version{0});
    EXPECT_EQ(view.events.capacity(), capacity);
}

TEST(Record, PendingChangesCanBeReadAlone) {
    const Commit c = record_sample::full();
    const std::vector<std::byte> bytes = encoded(c, Position{900}, Version{9});
    PendingChanges changes;
    changes.closed.push_back({PendingKind::timer, "of the record before"});
    ASSERT_TRUE(decode_pending(open_record(bytes)->fields, changes));
    EXPECT_EQ(changes.opened, c.opened);
    EXPECT_EQ(changes.closed, c.closed);
}

TEST(Record, ALargePayloadSurvives) {
    Commit c = record_sample::full();
    c.events[0].payload.assign(8 << 20, 'x');
    const std::vector<std::byte> bytes = encoded(c, Position{1}, Version{2});
    EXPECT_EQ(decode_stored(open_record(bytes)->fields)->commit, c);
}

}  // namespace
}  // namespace hapax
