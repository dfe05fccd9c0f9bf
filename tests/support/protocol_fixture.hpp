// What the tests of the protocol share: a Protocol after the start of an empty journal, and a trace of it step by step.
#pragma once

#include <optional>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "world/protocol.hpp"

namespace hapax::world {

class ProtocolFixture : public testing::Test {
 protected:
    ProtocolFixture() { start({}); }

    static OperationKey key(std::uint64_t n) { return {OperationId{Uuid::v7(1000, n, n)}, CallerScope{1}}; }
    static Fingerprint payload(std::uint8_t n) { return Fingerprint{{n}}; }

    static Commit commit(std::uint64_t n, std::uint8_t of = 1) {
        Commit commit;
        commit.operation = key(n);
        commit.fingerprint = payload(of);
        return commit;
    }
    static std::shared_ptr<const StoredCommit> record(std::uint64_t n, std::uint64_t position, std::uint8_t of = 1) {
        return std::make_shared<const StoredCommit>(StoredCommit{Position{position}, Version{1}, commit(n, of)});
    }
    static ViewCheckpoint at(std::uint64_t position) { return {0, {Position{position}, 7}, {}}; }

    void start(Position durable, std::uint64_t checkpoint = 0, bool serving = true) {
        protocol.opened(durable);
        ViewSchema view;
        view.required = true;
        protocol.prepared({view}, {{{Position{checkpoint}, 7}, serving, false}});
    }
    void submit(std::uint64_t n, std::uint64_t token, std::uint8_t of = 1) {
        protocol.submitted(token, key(n), payload(of));
    }
    void begin(std::uint64_t n) {
        const std::vector<Commit> commits{commit(n)};
        protocol.append_begins(commits);
    }
    void end(std::uint64_t n, std::uint64_t position) {
        const std::vector<Commit> commits{commit(n)};
        protocol.append_returns(commits, std::vector<AppendOutcome>{{{}, Position{position}, Version{1}}},
                                Position{position});
    }
    void end_in_doubt(std::uint64_t n, Position durable) { fail_append(n, durable, store_errc::unknown_outcome); }
    void fail_append(std::uint64_t n, Position durable, ErrorCode code) {
        const std::vector<Commit> commits{commit(n)};
        protocol.append_returns(commits, fail(code, ""), durable);
    }
    void judge(std::uint64_t n, AppendOutcome::Status status, std::uint64_t position) {
        const std::vector<Commit> commits{commit(n)};
        const AppendOutcome outcome{status, Position{position}, Version{1}};
        protocol.append_returns(commits, std::vector{outcome}, Position{position});
    }
    void project(std::uint64_t through) { protocol.projected({{}, {at(through)}}); }
    void finish(std::uint64_t n, std::uint64_t token, std::uint64_t position, std::uint8_t of = 1) {
        protocol.told(token, Finished{record(n, position, of), false});
    }
    // One operation, from its submission to its answer.
    void whole(std::uint64_t n, std::uint64_t token, std::uint64_t position) {
        submit(n, token);
        begin(n);
        end(n, position);
        project(position);
        finish(n, token, position);
    }

    void expect_refused(const char* why) {
        ASSERT_TRUE(broken) << "nothing was noticed";
        EXPECT_THAT(*broken, testing::HasSubstr(why));
    }

    std::optional<std::string> broken;
    Protocol protocol{[this](std::string what) { broken = std::move(what); }};
};

}  // namespace hapax::world
