// What the contract suites of EventStore share: the store under test, and commits to feed it with.
//
//   struct MyFixture final : contract::StoreFixture { … };
//   INSTANTIATE_TEST_SUITE_P(MyStore, EventStoreContract,
//                            testing::Values(contract::store_under_test<MyFixture>("MyStore")),
//                            contract::name_of_store);
//
// One fixture is one empty store. An adapter says in `capabilities()` what it cannot do.
#pragma once

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "ports/driven/event_store.hpp"

namespace hapax::contract {

struct StoreCapabilities {
    bool survives_restart = true;  // reopen() finds what was appended
    bool bounded_space = true;     // admits() refuses what is beyond all space
    std::size_t volume_records = 1'000'000;
};

enum class Stop : std::uint8_t {
    clean,   // seal, destroy, open
    abrupt,  // as after kill -9: destroy without seal, open
};

class StoreFixture {
 public:
    virtual ~StoreFixture() = default;
    virtual EventStore& store() = 0;            // the same until the next reopen()
    virtual EventStore& reopen(Stop stop) = 0;  // called only when survives_restart
    virtual StoreCapabilities capabilities() const { return {}; }
};

struct StoreUnderTest {
    std::string name;
    std::function<std::unique_ptr<StoreFixture>()> make;
};

template <class Fixture>
StoreUnderTest store_under_test(std::string name) {
    return {std::move(name), [] { return std::make_unique<Fixture>(); }};
}

inline void PrintTo(const StoreUnderTest& test, std::ostream* out) {
    *out << test.name;
}

inline std::string name_of_store(const testing::TestParamInfo<StoreUnderTest>& info) {
    return info.param.name;
}

inline ExpectedVersion any() {
    return {};
}
inline ExpectedVersion none() {
    return {ExpectedVersion::Kind::none, {}};
}
inline ExpectedVersion exists() {
    return {ExpectedVersion::Kind::exists, {}};
}
inline ExpectedVersion exact(std::uint64_t version) {
    return {ExpectedVersion::Kind::exact, Version{version}};
}

inline StreamId account(const std::string& key) {
    return {"account", key};
}

inline OperationKey key_of(std::uint64_t number, std::uint64_t scope = 1) {
    return {OperationId{Uuid::v7(1'763'800'000'000, mixed(number), mixed(~number))}, CallerScope{scope}};
}

// Operation `number` on one account; its events tell the number and their place.
inline Commit deposit(std::uint64_t number, const std::string& key, ExpectedVersion expected = {},
                      std::size_t events = 1) {
    Commit commit;
    commit.operation = key_of(number);
    commit.caller = {"https://issuer.example", "teller"};
    commit.type = "Deposit";
    commit.stream = account(key);
    commit.expected = expected;
    commit.accepted_at = Timestamp{1'763'800'000'000'000 + static_cast<std::int64_t>(number)};
    commit.decided_at = Timestamp{1'763'800'000'000'100 + static_cast<std::int64_t>(number)};
    for (std::size_t i = 0; i < events; ++i) {
        commit.events.push_back(
            {"MoneyDeposited", 1, "{\"n\":" + std::to_string(number) + ",\"i\":" + std::to_string(i) + "}"});
    }
    return commit;
}

inline Commit rejection(std::uint64_t number, const std::string& key, ExpectedVersion expected = {}) {
    Commit commit = deposit(number, key, expected, 0);
    commit.outcome = Outcome::rejected;
    commit.reply = {1, "insufficient-funds", "The account holds too little.", "{\"missing\":3}"};
    return commit;
}

// No field is left at its default, so that a store that forgets one is found out.
inline Commit full_commit(std::uint64_t number) {
    Commit commit = deposit(number, "full", none(), 0);
    for (std::size_t i = 0; i < 32; ++i) commit.fingerprint.value[i] = static_cast<std::uint8_t>(i * 7 + 1);
    commit.likeness.emplace().value.fill(5);
    commit.method = "PUT";
    commit.address = "/accounts/full/deposits/1";
    commit.resource = "/accounts/full";
    commit.reply = {3, "code", "detail with \"quotes\" and ümlauts", "{\"balance\":12}"};
    commit.attempts = 4;
    commit.causes = {"first cause", std::string("with\0zero", 9)};
    commit.correlation = {"corr",   "cause", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                          "conn-7", "till",  "https://bank.example",
                          "de-AT",  2,       Timestamp{-5}};
    commit.events = {
        {"AccountOpened", 2, "{}"}, {"MoneyDeposited", 3, std::string("{\"x\":\"\0\"}", 9)}, {"Empty", 1, ""}};
    commit.opened = {{{PendingKind::message, "m-1"}, Timestamp{77}, "payload"},
                     {{PendingKind::timer, "t-1"}, Timestamp{1'763'800'000'000'000}, std::string(300, 'p')}};
    commit.closed = {{PendingKind::parked, "never opened"}};
    return commit;
}

inline std::vector<AppendOutcome> appended(EventStore& store, const std::vector<Commit>& commits) {
    auto outcomes = store.append(commits);
    EXPECT_TRUE(outcomes) << outcomes.error().detail;
    if (!outcomes) return {};
    EXPECT_EQ(outcomes->size(), commits.size());
    return *std::move(outcomes);
}

inline AppendOutcome appended(EventStore& store, const Commit& commit) {
    const auto outcomes = appended(store, std::vector{commit});
    return outcomes.empty() ? AppendOutcome{} : outcomes.front();
}

// Every record after `after`, in as many batches as it takes; copies, so that they may be compared later.
struct LoggedRecord {
    Position position;
    Version version;
    OperationKey operation;
    std::vector<std::string> payloads;
    friend bool operator==(const LoggedRecord&, const LoggedRecord&) = default;
};
inline std::vector<LoggedRecord> whole_log(EventStore& store, Position after = {}) {
    std::vector<LoggedRecord> all;
    while (true) {
        const auto batch = store.read_log(after, {});
        EXPECT_TRUE(batch) << batch.error().detail;
        if (!batch || batch->records.empty()) return all;
        for (const auto& record : batch->records) {
            all.push_back({record.position, record.version, record.operation, {}});
            for (const auto& event : record.events) all.back().payloads.emplace_back(event.payload);
        }
        after = batch->records.back().position;
    }
}

}  // namespace hapax::contract

namespace hapax {

class EventStoreContract : public testing::TestWithParam<contract::StoreUnderTest> {
 protected:
    EventStoreContract() : fixture_(GetParam().make()) {}
    EventStore& store() { return fixture_->store(); }
    EventStore& reopen(contract::Stop stop) { return fixture_->reopen(stop); }
    contract::StoreCapabilities capabilities() const { return fixture_->capabilities(); }

 private:
    std::unique_ptr<contract::StoreFixture> fixture_;
};
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(EventStoreContract);

}  // namespace hapax
