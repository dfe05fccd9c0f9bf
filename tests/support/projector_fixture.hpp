// What the tests of the projector share: two views of money over the memory store and the twin of the views, whose calls
// a test can let fail.
#pragma once

#include <map>

#include <gtest/gtest.h>

#include "application/projector/projector.hpp"
#include "simulation/views/sim_views.hpp"
#include "support/money_views.hpp"
#include "support/moody_store.hpp"
#include "support/null_ports.hpp"
#include "support/solo_runtime.hpp"

namespace hapax {

// Passes calls on, but for those that are told to fail, in the order in which they are made.
class TroubledViews final : public Views {
 public:
    enum class Call : unsigned char { prepare, reset, serve, write, reached };

    explicit TroubledViews(Views& inner) : inner_(inner) {}
    void fail(Call call, const ErrorCode& code, int times = 1) { failing_[call].assign(std::size_t(times), code); }

    Result<std::vector<PreparedView>> prepare(const std::vector<ViewSchema>& schemas, const Uuid& store_id) override {
        if (auto told = next(Call::prepare); !told) return pass_on(told);
        return inner_.prepare(schemas, store_id);
    }
    Result<std::optional<Row>> load(std::uint32_t view, std::string_view key) override {
        return inner_.load(view, key);
    }
    Result<void> write(const ViewWrites& writes) override {
        if (auto told = next(Call::write); !told) return told;
        return inner_.write(writes);
    }
    Result<void> reset(std::uint32_t view) override {
        if (auto told = next(Call::reset); !told) return told;
        return inner_.reset(view);
    }
    Result<void> serve(std::uint32_t view) override {
        if (auto told = next(Call::serve); !told) return told;
        return inner_.serve(view);
    }
    Result<std::optional<Timestamp>> reached(std::uint32_t view, Position position) override {
        if (auto told = next(Call::reached); !told) return pass_on(told);
        return inner_.reached(view, position);
    }
    Result<void> close() override { return inner_.close(); }

 private:
    Result<void> next(Call call) {
        std::vector<ErrorCode>& codes = failing_[call];
        if (codes.empty()) return {};
        const ErrorCode code = codes.back();
        codes.pop_back();
        return hapax::fail(code, "as told");
    }

    Views& inner_;
    std::map<Call, std::vector<ErrorCode>> failing_;
};

class ProjectorTest : public testing::Test {
 protected:
    static constexpr std::uint32_t balances = 0;
    static constexpr std::uint32_t movements = 1;

    void open() { ASSERT_TRUE(start().has_value()); }
    Result<void> start() {
        projector_ = std::make_unique<Projector>(ProjectorPorts{service_, *store_, troubled_, runtime_, metrics_, log_},
                                                 options_);
        return projector_->open();
    }
    // The same store, whose reads of the log fail as told.
    MoodyStore& moody_store() {
        auto moody = std::make_unique<MoodyStore>();
        moody->inner = std::move(store_);
        MoodyStore& told = *moody;
        store_ = std::move(moody);
        return told;
    }
    void append(const std::string& account, std::int64_t amount) { append(moved(account, amount, ++operations_)); }
    void append(const Commit& commit) {
        const auto outcomes = store_->append(std::vector{commit});
        ASSERT_TRUE(outcomes && (*outcomes)[0].status == AppendOutcome::Status::appended);
    }
    void append_many(int n) {
        for (int i = 0; i < n; ++i) append(std::to_string(i % 7), 1);
    }
    // Until there is nothing to do now.
    void settle() {
        for (int i = 0; i < 10'000; ++i) {
            const Result<bool> any = projector_->advance();
            ASSERT_TRUE(any.has_value()) << any.error().detail;
            if (!*any) return;
        }
        FAIL() << "the projector never comes to rest";
    }
    void wait_until(Instant at) { (void)runtime_.make_parker()->park(at); }
    // … and after everything that it wanted to try again.
    void settle_all() {
        settle();
        for (int i = 0; i < 100 && projector_->wake_at() != never; ++i) {
            wait_until(projector_->wake_at());
            settle();
        }
    }
    std::optional<std::int64_t> balance(const std::string& account) {
        const auto row = views_.make_reader()->get(balances, account);
        if (!row || !*row) return std::nullopt;
        return std::get<std::int64_t>((**row)[0]);
    }
    std::size_t movements_of(const std::string& account) {
        return views_.make_reader()->list({movements, "account", account, "", 1000}).value().rows.size();
    }
    BalanceView& balance_view() { return static_cast<BalanceView&>(*service_.views[balances]); }
    MovementView& movement_view() { return static_cast<MovementView&>(*service_.views[movements]); }
    Position completed() const { return projector_->completed_through(); }

    Service service_ = money_service();
    std::unique_ptr<EventStore> store_ = make_memory_store({.store_id = Uuid::v7(1, 2, 3)});
    simulation::SimViews views_;
    TroubledViews troubled_{views_};
    SoloRuntime runtime_;
    NullMetrics metrics_;
    NullLog log_;
    ProjectorOptions options_;
    std::unique_ptr<Projector> projector_;
    std::uint64_t operations_ = 0;
};

}  // namespace hapax
