#include "world/network.hpp"

#include <gtest/gtest.h>

#include "simulation/scheduler/scheduler.hpp"
#include "world/http_client.hpp"

namespace hapax::world {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view created = "HTTP/1.1 201 Created\r\nContent-Length: 2\r\nETag: \"1\"\r\n\r\nok";

class NetworkTest : public testing::Test {
 protected:
    // A server that answers whatever it got with `reply`, once it has `bytes` of it.
    void serve(std::size_t bytes, std::string_view reply) {
        server_.spawn("server", [this, bytes, reply] {
            const auto parker = server_.make_parker();
            network_.listen(parker.get());
            std::vector<std::shared_ptr<Wire>> wires;
            while (got_.size() < bytes) {
                parker->park(never);
                for (auto& wire : network_.accepted()) wires.push_back(std::move(wire));
                for (const auto& wire : wires) got_ += std::exchange(wire->to_server, {});
            }
            network_.answer(*wires.back(), reply);
            parker->park(never);
        });
    }
    Exchanged ask(const std::string& request, Duration patience) {
        Exchanged exchanged;
        clients_.spawn("client", [&, this] {
            HttpClient client(clients_, network_, Random(7));
            client.pause(1ms);
            exchanged = client.ask(request, patience);
            done_ = true;
        });
        scheduler_.run(scheduler_.now() + 10s, [this] { return done_; });
        return exchanged;
    }

    simulation::Scheduler scheduler_{1};
    simulation::SimProcess& server_ = scheduler_.process("server");
    simulation::SimProcess& clients_ = scheduler_.process("clients");
    Network network_;
    std::string got_;
    bool done_ = false;
};

TEST_F(NetworkTest, ARequestArrivesWholeAndItsAnswerComesBack) {
    serve(9, created);
    const Exchanged got = ask("a request", 1s);
    EXPECT_EQ(got_, "a request");
    ASSERT_TRUE(got.answer);
    EXPECT_EQ(got.answer->status, 201);
    EXPECT_EQ(got.answer->body, "ok");
    EXPECT_EQ(got.answer->field("ETag"), "\"1\"");
    EXPECT_EQ(got.answer->field("Location"), "");
}

TEST_F(NetworkTest, WhereNobodyListensNothingIsSent) {
    const Exchanged got = ask("a request", 1s);
    EXPECT_FALSE(got.answer);
    EXPECT_FALSE(got.sent);
}

TEST_F(NetworkTest, PatienceEndsAndNobodyKnowsWhatBecameOfIt) {
    serve(9, "HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\no");
    const Exchanged got = ask("a request", 1s);
    EXPECT_FALSE(got.answer);
    EXPECT_TRUE(got.sent);
}

TEST_F(NetworkTest, ACutWireEndsTheWait) {
    serve(9, "");
    clients_.spawn("axe", [this] {
        clients_.make_parker()->park(clients_.now() + 5ms);
        network_.cut();
    });
    const Instant began = scheduler_.now();
    const Exchanged got = ask("a request", 5s);
    EXPECT_FALSE(got.answer);
    EXPECT_LT(scheduler_.now() - began, 1s);
}

TEST(TakeAnswer, CutsOneWholeAnswerOffTheFront) {
    std::string bytes = std::string(created) + std::string(created.substr(0, 30));
    ASSERT_TRUE(take_answer(bytes));
    EXPECT_EQ(bytes, created.substr(0, 30));
    EXPECT_FALSE(take_answer(bytes));
    EXPECT_EQ(bytes, created.substr(0, 30));
}

}  // namespace
}  // namespace hapax::world
