// Goal: with a finite retention an id beyond the horizon is never run again, and what is stored is still answered.
#include <gtest/gtest.h>

#include "support/engine_fixture.hpp"

namespace hapax {
namespace {

// Operations are kept for an hour.
class FiniteRetention : public EngineTest {
 protected:
    FiniteRetention() : EngineTest(RetentionPolicy{std::chrono::hours(1)}) {}
};

TEST_F(FiniteRetention, AnIdThatFollowsFromItsAddressNeedsNoTimeOfItsOwn) {
    const OperationId timeless{*Uuid::parse("924b21b3-e8a5-5e1f-af7f-c33ed646d39f")};
    for (const bool derived : {true, false}) {
        Submission s = toy::submission(service.add, 1, derived ? "a" : "b", 7);
        s.key = {timeless, CallerScope{derived ? 1U : 2U}};
        s.derived_id = derived;
        s.waiter = {0, derived ? 1U : 2U};
        waiting.push_back(std::move(s));
    }
    run();
    ASSERT_NE(answer(1), nullptr);
    EXPECT_EQ(answer(1)->record->commit.outcome, Outcome::accomplished);
    ASSERT_NE(edge.of(2), nullptr);
    EXPECT_EQ(refused(2).code, operation_errc::not_version_7);
}

TEST_F(FiniteRetention, OfWhatIsNotStoredOnlyAnIdBeforeTheHorizonIsGone) {
    submit(1, "a", 7, 1);
    run();
    deleted_through_ms.set(*toy::key(3).id.value.unix_ms());
    const OperationId timeless{*Uuid::parse("924b21b3-e8a5-5e1f-af7f-c33ed646d39f")};
    std::vector<Inquiry> inquiries{{toy::key(1), {0, 11}},
                                   {toy::key(2), {0, 12}},
                                   {toy::key(3), {0, 13}},
                                   {{timeless, toy::key(1).scope}, {0, 14}}};
    ASSERT_TRUE(engine.inquire(inquiries));
    run();
    ASSERT_EQ(statuses.size(), 1U);
    EXPECT_EQ(statuses[0].inquiry.waiter.token, 11U) << "what is stored is shown, however old";
    EXPECT_EQ(refused(12).code, operation_errc::expired);
    EXPECT_TRUE(std::holds_alternative<UnknownOperation>(*edge.of(13)));
    EXPECT_TRUE(std::holds_alternative<UnknownOperation>(*edge.of(14)));
}

TEST_F(FiniteRetention, AnUnknownIdBeforeTheHorizonIsGoneAndAKnownOneIsStillAnswered) {
    submit(1, "a", 7, 1);
    run();
    deleted_through_ms.set(*toy::key(3).id.value.unix_ms());
    submit(1, "a", 7, 11);
    submit(2, "a", 7, 12);
    submit(3, "a", 7, 13);
    run();
    ASSERT_NE(answer(11), nullptr);
    EXPECT_TRUE(answer(11)->replayed);
    ASSERT_NE(edge.of(12), nullptr);
    EXPECT_EQ(refused(12).code, operation_errc::expired);
    EXPECT_FALSE(refused(12).applied_false) << "it may have been done before it was forgotten";
    ASSERT_NE(answer(13), nullptr);
    EXPECT_FALSE(answer(13)->replayed);
    EXPECT_EQ(service.add.decided, 2U);
}

}  // namespace
}  // namespace hapax
