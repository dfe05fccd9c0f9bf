// Goal: show that the checks find what they are there for. Method: a small history that is right, and one planted
// violation after another; each must be found by the check whose name it has, and the clean history by none.
#include "checks.hpp"

#include <gtest/gtest.h>

#include "adapters/store/memory/memory_store.hpp"
#include "codec/answer/answer.hpp"
#include "codec/digest.hpp"
#include "simulation/views/sim_views.hpp"
#include "violation.hpp"

namespace hapax::simulated_bank {
namespace {

class ChecksTest : public testing::Test {
 protected:
    ChecksTest() {
        add_op(Op::Kind::open, "/accounts/a0", R"({"owner":"ann"})");
        add_op(Op::Kind::deposit, "/accounts/a0/deposits/1", R"({"amount":500})");
        add_op(Op::Kind::withdraw, "/accounts/a0/withdrawals/2", R"({"amount":200})");
        record(0, R"(AccountOpened{"owner":"ann"})");
        record(1, R"(MoneyDeposited{"amount":500,"balance":500})");
        for (std::size_t op = 0; op < 2; ++op) told(op, answer_of(op));
    }

    void add_op(Op::Kind kind, const std::string& address, const std::string& body) {
        Op op;
        op.kind = kind;
        op.account = "a0";
        op.id = create_operation_id(address);
        op.payloads = {{address, body}, {address, R"({"amount":1})"}};
        history.add(std::move(op));
    }

    void record(std::size_t index, const std::string& event, std::size_t events = 1) {
        const Op& op = history.ops[index];
        Commit commit;
        commit.operation = op.key();
        commit.address = op.payloads[0].address;
        commit.fingerprint = fingerprint("PUT", op.payloads[0].address, op.payloads[0].body);
        commit.stream = {"account", "a0"};
        const std::size_t payload = event.find('{');
        commit.events.assign(events, {event.substr(0, payload), 1, event.substr(payload)});
        ASSERT_TRUE(store->append({&commit, 1}));
    }

    world::HttpAnswer answer_of(std::size_t op) {
        Answer rendered;
        render_answer(**store->find(history.ops[op].key()), rendered);
        world::HttpAnswer answer{static_cast<int>(rendered.status), {}, rendered.body};
        answer.head = "Content-Type: " + std::string(rendered.content_type) + "\r\nLocation: " + rendered.location +
                      "\r\nX-Operation: " + rendered.operation + "\r\nETag: " + rendered.etag +
                      "\r\nX-Position: " + rendered.position + "\r\n";
        return answer;
    }

    world::HttpAnswer replay_of(std::size_t op) {
        world::HttpAnswer answer = answer_of(op);
        answer.head += "Idempotent-Replayed: true\r\n";
        return answer;
    }

    // The same id by another caller, as another operation.
    std::size_t borrow(std::size_t from, const std::string& caller) {
        Op op = history.ops[from];
        op.caller = caller;
        op.submissions.clear();
        return history.add(std::move(op));
    }

    // Two exchanges at the same time: neither had ended when the other began.
    void told_at_once(std::size_t op, world::HttpAnswer one, world::HttpAnswer other, Asked asked) {
        Attempt attempt;
        attempt.op = op;
        attempt.asked = asked;
        const std::size_t first = history.invoke(attempt);
        const std::size_t second = history.invoke(attempt);
        history.finish(first, {std::move(one), true});
        history.finish(second, {std::move(other), true});
    }

    void told(std::size_t op, world::HttpAnswer answer, std::size_t payload = 0, Asked asked = Asked::submit) {
        Attempt attempt;
        attempt.op = op;
        attempt.payload = payload;
        attempt.asked = asked;
        attempt.account = "a0";
        const std::size_t index = history.invoke(std::move(attempt));
        history.finish(index, {std::move(answer), true});
    }
    void read(const std::string& body, Asked asked) { told(0, {200, {}, body}, 0, asked); }

    // The name of the check that found something; empty when none did.
    std::string found() {
        try {
            const Dump dump = dump_of(*store);
            const Ledger ledger = fold(dump);
            const Evidence evidence{history, dump, ledger, *reader};
            check_answers(evidence);
            check_repeats(evidence);
            check_preconditions(evidence);
            check_order(evidence);
            check_statuses(evidence);
            check_reads(evidence);
            check_registers(evidence);
            check_pushes(evidence);
            check_lists(evidence, {});
            if (look_at_views) check_views(evidence);
        } catch (const Violation& violation) {
            const std::string what = violation.what();
            return what.substr(0, what.find(' '));
        }
        return {};
    }

    bool look_at_views = false;
    History history;
    std::unique_ptr<EventStore> store = make_memory_store();
    simulation::SimViews views;
    std::unique_ptr<ViewReader> reader = views.make_reader();
};

TEST_F(ChecksTest, FindNothingWhereNothingIsWrong) {
    read(R"({"account":"a0","amount":500})", Asked::balance);
    told(1, replay_of(1));
    told(1, {422, {}, R"({"code":"operation-payload-mismatch"})"}, 1);
    told(1, {200, {}, R"({"status":"completed","answer":)" + answer_of(1).body + "}"}, 0, Asked::status);
    EXPECT_EQ(found(), "");
}

TEST_F(ChecksTest, C2FindsAnAcknowledgedOperationThatIsNotThere) {
    told(2, {202, {}, "{}"});
    EXPECT_EQ(found(), "C2");
}

TEST_F(ChecksTest, C2FindsAnOperationThatWasForgotten) {
    told(1, {404, {}, "{}"}, 0, Asked::status);
    EXPECT_EQ(found(), "C2");
}

TEST_F(ChecksTest, C3FindsOneByteThatDiffers) {
    world::HttpAnswer answer = answer_of(1);
    answer.body.back() = ' ';
    told(1, std::move(answer));
    EXPECT_EQ(found(), "C3");
}

TEST_F(ChecksTest, C3FindsAHeaderThatDiffers) {
    world::HttpAnswer answer = answer_of(1);
    answer.head.insert(answer.head.find("\r\nX-Operation"), "0");
    told(1, std::move(answer));
    EXPECT_EQ(found(), "C3");
}

TEST_F(ChecksTest, C3FindsTwoAnswersThatSayTheyAreTheFirst) {
    told(1, answer_of(1));
    EXPECT_EQ(found(), "C3");
}

TEST_F(ChecksTest, C3FindsADocumentWithAnotherAnswer) {
    told(1, {200, {}, R"({"status":"completed","answer":{"amount":501}})"}, 0, Asked::status);
    EXPECT_EQ(found(), "C3");
}

TEST_F(ChecksTest, C4FindsASecondPayloadThatWasAcknowledged) {
    told(1, answer_of(1), 1);
    EXPECT_EQ(found(), "C4");
}

TEST_F(ChecksTest, C4FindsARefusalOfTheRightPayload) {
    told(1, {422, {}, R"({"code":"operation-payload-mismatch"})"});
    EXPECT_EQ(found(), "C4");
}

TEST_F(ChecksTest, C5FindsAnEffectOfWhatWasOnlyRefused) {
    told(2, {503, {}, R"({"applied":false})"});
    record(2, R"(MoneyWithdrawn{"amount":200,"balance":300})");
    EXPECT_EQ(found(), "C5");
}

TEST_F(ChecksTest, C5FindsAReplayOfWhatWasOnlyRefused) {
    record(2, R"(MoneyWithdrawn{"amount":200,"balance":300})");
    told(2, {503, {}, R"({"applied":false})"});
    told(2, replay_of(2));
    EXPECT_EQ(found(), "C5");
}

TEST_F(ChecksTest, C6FindsMoneyThatWasNotThere) {
    record(2, R"(MoneyWithdrawn{"amount":501})");
    EXPECT_EQ(found(), "C6");
}

TEST_F(ChecksTest, C6FindsADecisionOnAnotherBalance) {
    record(2, R"(MoneyWithdrawn{"amount":200,"balance":200})");
    EXPECT_EQ(found(), "C6");
}

TEST_F(ChecksTest, C7FindsALaterOperationThatStandsBeforeAnEarlierOne) {
    add_op(Op::Kind::deposit, "/accounts/a0/deposits/3", R"({"amount":7})");
    record(3, R"(MoneyDeposited{"amount":7,"balance":507})");
    record(2, R"(MoneyWithdrawn{"amount":200,"balance":307})");
    told(2, answer_of(2));
    told(3, answer_of(3));
    EXPECT_EQ(found(), "C7");
}

TEST_F(ChecksTest, C7FindsAnIfMatchThatWasNotLookedAt) {
    history.ops[2].if_match = 1;
    record(2, R"(MoneyWithdrawn{"amount":200,"balance":300})");
    told(2, answer_of(2));
    EXPECT_EQ(found(), "C7");
    history.ops[2].if_match = 2;
    EXPECT_EQ(found(), "");
}

TEST_F(ChecksTest, C8FindsAMovementThatIsNotTheJournals) {
    read(R"({"items":[{"operation":"x","amount":500,"balance":500}],"next":null})", Asked::movements);
    EXPECT_EQ(found(), "C8");
}

TEST_F(ChecksTest, C9FindsABalanceFromBeforeWhatWasCompleted) {
    read(R"({"account":"a0","amount":0})", Asked::balance);
    EXPECT_EQ(found(), "C9");
}

TEST_F(ChecksTest, C9FindsAMovementThatIsNotShownYet) {
    read(R"({"items":[],"next":null})", Asked::movements);
    EXPECT_EQ(found(), "C9");
}

TEST_F(ChecksTest, C11FindsAStatusThatWentBack) {
    told(1, {200, {}, R"({"status":"committed"})"}, 0, Asked::status);
    EXPECT_EQ(found(), "C11");
}

TEST_F(ChecksTest, C14FindsAWaitThatNobodyEndedAlthoughNothingWasWrong) {
    told(1, {503, {}, R"({"code":"outcome-unknown"})"});
    EXPECT_EQ(found(), "");
    history.attempts.back().calm = true;
    EXPECT_EQ(found(), "C14");
}

TEST_F(ChecksTest, C1FindsAnOperationWithTwoEvents) {
    record(2, R"(MoneyWithdrawn{"amount":100,"balance":400})", 2);
    EXPECT_EQ(found(), "C1");
}

TEST_F(ChecksTest, C8FindsViewsThatLackWhatTheJournalHas) {
    look_at_views = true;
    EXPECT_EQ(found(), "C8");
}

TEST_F(ChecksTest, C11FindsAnOperationThatEndedInTwoWaysAtOnce) {
    const std::string answer = R"(,"answer":)" + answer_of(1).body + "}";
    told_at_once(1, {200, {}, R"({"status":"completed")" + answer}, {200, {}, R"({"status":"rejected")" + answer},
                 Asked::status);
    EXPECT_EQ(found(), "C11");
}

TEST_F(ChecksTest, C16FindsAReadThatWentBack) {
    record(2, R"(MoneyWithdrawn{"amount":200,"balance":300})");
    told(2, {202, {}, "{}"});
    read(R"({"account":"a0","amount":300})", Asked::balance);
    read(R"({"account":"a0","amount":500})", Asked::balance);
    EXPECT_EQ(found(), "C16");
}

TEST_F(ChecksTest, C16FindsAReadFromTheFuture) {
    read(R"({"account":"a0","amount":300})", Asked::balance);
    record(2, R"(MoneyWithdrawn{"amount":200,"balance":300})");
    told(2, {202, {}, "{}"});
    EXPECT_EQ(found(), "C16");
}

TEST_F(ChecksTest, C16LetsReadsThatMeetEachOtherGoEitherWay) {
    record(2, R"(MoneyWithdrawn{"amount":200,"balance":300})");
    told(2, {202, {}, "{}"});
    Attempt attempt;
    attempt.asked = Asked::balance;
    attempt.account = "a0";
    const std::size_t first = history.invoke(attempt);
    const std::size_t second = history.invoke(attempt);
    history.finish(first, {world::HttpAnswer{200, {}, R"({"account":"a0","amount":300})"}, true});
    history.finish(second, {world::HttpAnswer{200, {}, R"({"account":"a0","amount":500})"}, true});
    EXPECT_EQ(found(), "");
}

TEST_F(ChecksTest, FindAnAnswerThatBelongsToAnotherCaller) {
    told(borrow(1, "alice"), answer_of(1));
    EXPECT_EQ(found(), "C2");
}

TEST_F(ChecksTest, FindAStatusThatAStrangerWasShown) {
    Attempt attempt;
    attempt.op = 1;
    attempt.asked = Asked::stranger;
    attempt.account = "alice";
    const std::size_t index = history.invoke(std::move(attempt));
    history.finish(index, {world::HttpAnswer{200, {}, R"({"status":"completed"})"}, true});
    EXPECT_EQ(found(), "a");
}

TEST_F(ChecksTest, AnIdThatNobodyUsedFirstIsNobodyElses) {
    Op op = history.ops[1];
    op.caller = "alice";
    op.payloads.resize(1);
    op.submissions.clear();
    told(history.add(std::move(op)), {422, {}, R"({"code":"operation-payload-mismatch"})"});
    EXPECT_EQ(found(), "");
}

TEST_F(ChecksTest, C17FindsARecordThatNobodyAskedFor) {
    record(2, R"(MoneyWithdrawn{"amount":200,"balance":300})");
    history.ops[2].payloads[0].body = R"({"amount":201})";
    EXPECT_EQ(found(), "C17");
}

// A follower of nobody's operations, who has heard of the first two.
Followed good_follower(const History& history) {
    Followed followed;
    followed.began = 0;
    followed.last = 2;
    for (std::uint64_t position = 1; position <= 2; ++position) {
        followed.heard.push_back(
            {position, "completed", history.ops[position - 1].id.value.text(), "", std::to_string(position)});
    }
    return followed;
}

TEST_F(ChecksTest, AFollowerWhoHeardOfEachEndOnceIsRight) {
    history.followed.push_back(good_follower(history));
    EXPECT_EQ(found(), "");
}

TEST_F(ChecksTest, C15FindsAnEndThatWasNeverPushed) {
    Followed followed = good_follower(history);
    followed.heard.erase(followed.heard.begin());
    history.followed.push_back(followed);
    EXPECT_EQ(found(), "C15");
}

TEST_F(ChecksTest, C15FindsAnEndThatWasPushedTwice) {
    Followed followed = good_follower(history);
    followed.heard.push_back(followed.heard.back());
    history.followed.push_back(followed);
    EXPECT_EQ(found(), "C15");
}

TEST_F(ChecksTest, C15FindsThePushOfAnotherCallersOperation) {
    Followed followed = good_follower(history);
    followed.caller = "alice";
    history.followed.push_back(followed);
    EXPECT_EQ(found(), "C15");
}

TEST_F(ChecksTest, C15FindsAnotherEndThanTheRecordHas) {
    for (int wrong = 0; wrong < 4; ++wrong) {
        Followed followed = good_follower(history);
        Heard& heard = followed.heard.back();
        if (wrong == 0) heard.name = "rejected";
        if (wrong == 1) heard.code = "insufficient-funds";
        if (wrong == 2) heard.operation = history.ops[0].id.value.text();
        if (wrong == 3) heard.said = "3";
        history.followed.assign(1, followed);
        EXPECT_EQ(found(), "C15") << wrong;
    }
}

// A whole list of nobody's operations: both that are durable, below the one that runs.
Listing good_listing(const History& history) {
    Listing listing;
    listing.begun = history.happened();
    listing.down_to = 1;
    listing.items = {{history.ops[2].id.value.text(), "executing", std::nullopt},
                     {history.ops[1].id.value.text(), "completed", 2},
                     {history.ops[0].id.value.text(), "completed", 1}};
    return listing;
}

TEST_F(ChecksTest, AListOfEachOperationOnceIsRight) {
    history.listings.push_back(good_listing(history));
    Listing partial = good_listing(history);
    partial.items.pop_back();
    partial.down_to = 2;
    history.listings.push_back(partial);
    EXPECT_EQ(found(), "");
}

TEST_F(ChecksTest, C19FindsWhatIsWrongWithAList) {
    for (int wrong = 0; wrong < 10; ++wrong) {
        Listing listing = good_listing(history);
        ListedItem& newest = listing.items[1];
        if (wrong == 0) listing.items.erase(listing.items.begin() + 1);
        if (wrong == 1) listing.items.push_back(listing.items.back());
        if (wrong == 2) std::swap(listing.items[1], listing.items[2]);
        if (wrong == 3) std::swap(listing.items[0], listing.items[1]);
        if (wrong == 4) listing.caller = "alice";
        if (wrong == 5) newest.status = "rejected";
        if (wrong == 6) newest.status = "committed";
        if (wrong == 7) newest.position = 3;
        if (wrong == 8) newest.operation = history.ops[2].id.value.text();
        if (wrong == 9) listing.items[0].operation = Uuid::v7(1, 2, 3).text();
        history.listings.assign(1, listing);
        EXPECT_EQ(found(), "C19") << wrong;
    }
}

TEST_F(ChecksTest, C15FindsAFeedThatLostItsPlace) {
    Followed followed = good_follower(history);
    followed.lost = true;
    history.followed.push_back(followed);
    EXPECT_EQ(found(), "C15");
}

// A guest of the hub who is nobody, and heard of the second operation.
Talk good_talk(const History& history) {
    Talk talk;
    talk.began = 1;
    talk.heard.push_back({2, "operation_completed", history.ops[1].id.value.text(), "", "2"});
    return talk;
}

TEST_F(ChecksTest, AGuestWhoHeardOfWhatCameAfterHimIsRight) {
    history.talks.push_back(good_talk(history));
    history.talks.push_back(Talk{});
    EXPECT_EQ(found(), "");
}

TEST_F(ChecksTest, C15FindsWhatTheHubNeverSaid) {
    Talk talk = good_talk(history);
    talk.began = 0;
    history.talks.push_back(talk);
    EXPECT_EQ(found(), "C15");
}

TEST_F(ChecksTest, C15FindsWhatTheHubSaidWrongly) {
    for (int wrong = 0; wrong < 6; ++wrong) {
        Talk talk = good_talk(history);
        Heard& heard = talk.heard.back();
        if (wrong == 0) heard.name = "operation_rejected";
        if (wrong == 1) heard.code = "insufficient-funds";
        if (wrong == 2) heard.operation = history.ops[0].id.value.text();
        if (wrong == 3) talk.caller = "alice";
        if (wrong == 4) talk.heard.push_back(talk.heard.back());
        if (wrong == 5) heard.position = 3;
        history.talks.assign(1, talk);
        EXPECT_EQ(found(), "C15") << wrong;
    }
}

TEST_F(ChecksTest, WhatAStreamSaysOfAStateIsJudgedLikeAnAnswer) {
    Attempt question;
    question.op = 1;
    question.asked = Asked::status;
    question = history.asks_to_be_told(question);
    history.told(question, {200, {}, R"({"status":"completed","answer":)" + answer_of(1).body + "}"});
    EXPECT_EQ(found(), "");
    history.told(question, {200, {}, R"({"status":"completed","answer":{"amount":1}})"});
    EXPECT_EQ(found(), "C3");
}

}  // namespace
}  // namespace hapax::simulated_bank
