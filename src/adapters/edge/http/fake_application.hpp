// For tests of the edge: a small service, and an application that says what it is told to say.
//
//   FakeOperations operations;  operations.reply = [](const Submission& s) { return Verdict{finished(s)}; };
//   operations.deliver_to(exchange);
//
// Threads  one test's, or with a lock where a real server runs above it (see FakeOperations).
#pragma once

#include <algorithm>
#include <cctype>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "kernel/model/service.hpp"
#include "ports/driven/metrics.hpp"
#include "ports/driving/feeds.hpp"
#include "ports/driving/operations.hpp"
#include "ports/driving/queries.hpp"

namespace hapax::http {

class FakeState final : public AggregateState {
 public:
    std::size_t bytes() const override { return 0; }
};

class FakeAggregate final : public AggregateType {
 public:
    std::string_view stream() const override { return "account"; }
    std::uint64_t fold_id() const override { return 1; }
    std::unique_ptr<AggregateState> initial() const override { return std::make_unique<FakeState>(); }
    Result<void> evolve(AggregateState&, const EventView&) const override { return {}; }
    std::string save(const AggregateState&) const override { return "{}"; }
    Result<std::unique_ptr<AggregateState>> restore(std::string_view) const override { return initial(); }
};

// Takes a body that is an object: {"amount":<digits>} or {}; another member is an invalid field.
class FakeCommandType final : public CommandType {
 public:
    FakeCommandType(std::string name, const AggregateType& aggregate) : name_(std::move(name)), aggregate_(aggregate) {}
    std::string_view name() const override { return name_; }
    const AggregateType& aggregate() const override { return aggregate_; }
    std::expected<DecodedBody, BodyProblem> decode(std::string_view body) const override {
        if (!body.starts_with('{') || !body.ends_with('}')) return std::unexpected(BodyProblem{true, "no object", {}});
        if (body != "{}" && body.find("\"amount\"") == std::string_view::npos) {
            return std::unexpected(BodyProblem{false, {}, {{"/wrong", "is unknown"}}});
        }
        std::string canonical;
        for (const char c : body) {
            if (std::isspace(static_cast<unsigned char>(c)) == 0) canonical += c;
        }
        return DecodedBody{std::make_unique<Command>(), canonical};
    }
    Decided decide(AggregateState&, const Command&, const Meta&) const override { return {}; }

 private:
    std::string name_;
    const AggregateType& aggregate_;
};

class FakeView final : public ProjectionType {
 public:
    const ViewSchema& schema() const override { return schema_; }
    bool handles(std::string_view, std::string_view) const override { return true; }
    std::optional<std::string> key(std::string_view, const EventView&, const Meta&) const override { return {}; }
    Result<void> fold(FoldedRow&, std::string_view, const EventView&, const Meta&) const override { return {}; }
    Result<std::optional<Row>> row(std::string_view, const EventView&, const Meta&) const override { return Row{}; }
    std::string render(std::string_view key, const Row& row) const override {
        return "{\"account\":\"" + std::string(key) +
               "\",\"amount\":" + std::to_string(std::get<std::int64_t>(row[0])) + "}";
    }

 private:
    ViewSchema schema_{"balances", 1, RowKind::folded, "account", {{"amount", ColumnType::integer}}, {}, true};
};

inline Service bank_service() {
    Service service;
    service.name = "bank";
    service.aggregates.push_back(std::make_unique<FakeAggregate>());
    const AggregateType& account = *service.aggregates[0];
    for (const char* name : {"OpenAccount", "Withdraw", "Close", "Audit"}) {
        service.commands.push_back(std::make_unique<FakeCommandType>(name, account));
    }
    service.views.push_back(std::make_unique<FakeView>());
    const std::string at = "/accounts/{account}";
    const auto add = [&](Verb verb, const std::string& rest, std::size_t command, bool always_async = false) {
        service.routes.push_back(
            {verb, at + rest, at, "account", service.commands[command].get(), 0, {}, always_async});
    };
    add(Verb::create, "", 0);
    add(Verb::put, "/withdrawals/{operation}", 1);
    add(Verb::post, "/closing", 2);
    add(Verb::put, "/audits/{operation}", 3, true);
    add(Verb::remove, "", 2);
    service.routes.push_back({Verb::get, at + "/balance", at, "account", nullptr, 0, {}, false});
    service.routes.push_back({Verb::list, at + "/movements", at, "account", nullptr, 0, "account", false});
    return service;
}

inline Finished finished(const Submission& s, Outcome outcome = Outcome::accomplished, std::string code = {}) {
    auto record = std::make_shared<StoredCommit>();
    record->position = Position{17};
    record->version = Version{3};
    Commit& commit = record->commit;
    commit.operation = s.key;
    commit.caller = s.caller;
    commit.type = s.type->name();
    commit.method = s.method;
    commit.address = s.address;
    commit.resource = s.resource;
    commit.stream = s.stream;
    commit.outcome = outcome;
    commit.reply.code = std::move(code);
    commit.correlation = s.correlation;
    commit.accepted_at = s.accepted_at;
    return {record, false};
}

// What a submission leaves behind, for tests to look at.
struct Seen {
    OperationKey key;
    Fingerprint fingerprint;
    std::string method, address, resource, stream_key, type;
    std::optional<Version> if_match;
    Correlation correlation;
    WaitFor wait_for = WaitFor::completion;
    Waiter waiter;
    bool derived_id = false;
    Instant deadline = never;
};

constexpr std::size_t nobody_is_refused = static_cast<std::size_t>(-1);

// Takes as many as there is room for and leaves the others, as the ports say.
template <class Item>
bool each_that_fits(std::vector<Item>& batch, std::size_t room, const std::function<void(const Item&)>& take) {
    const std::size_t taken = std::min(room, batch.size());
    for (std::size_t i = 0; i < taken; ++i) take(batch[i]);
    batch.erase(batch.begin(), batch.begin() + static_cast<std::ptrdiff_t>(taken));
    return batch.empty();
}

class FakeOperations final : public Operations {
 public:
    // Nothing = no verdict for now. Called on the edge's loop.
    std::function<std::optional<Verdict>(const Submission&)> reply = [](const Submission& s) { return finished(s); };
    std::function<std::optional<Verdict>(const Inquiry&)> status = [](const Inquiry&) { return UnknownOperation{}; };
    std::function<std::optional<Verdict>(const OperationKey&)> late =
        [](const OperationKey&) -> std::optional<Verdict> { return std::nullopt; };
    std::size_t room = nobody_is_refused;  // of each batch
    bool remember = true;

    bool submit(std::vector<Submission>& batch) override {
        ++batches;
        return each_that_fits<Submission>(batch, room, [this](const Submission& s) {
            if (remember) {
                seen.push_back({s.key, s.fingerprint, s.method, s.address, s.resource, s.stream.key,
                                std::string(s.type->name()), s.if_match, s.correlation, s.wait_for, s.waiter,
                                s.derived_id, s.deadline});
            }
            say(s.waiter, reply(s));
        });
    }
    bool inquire(std::vector<Inquiry>& batch) override {
        return each_that_fits<Inquiry>(batch, room, [this](const Inquiry& i) {
            inquiries.push_back(i);
            say(i.waiter, status(i));
        });
    }
    void give_up(Waiter waiter, OperationKey key, GiveUp why) override {
        given_up.emplace_back(waiter, why);
        if (why == GiveUp::timed_out) say(waiter, late(key));
    }

    std::vector<Delivery> verdicts;  // for whoever delivers them
    std::vector<Seen> seen;
    std::vector<Inquiry> inquiries;
    std::vector<std::pair<Waiter, GiveUp>> given_up;
    std::size_t batches = 0;

 private:
    void say(Waiter waiter, std::optional<Verdict> verdict) {
        if (verdict) verdicts.push_back({waiter.token, std::move(*verdict)});
    }
};

class FakeQueries final : public Queries {
 public:
    std::function<QueryVerdict(const Question&)> reply = [](const Question& q) -> QueryVerdict {
        if (q.list) return ListPage{{{"42", Row{std::int64_t{5}}}, {"42", Row{std::int64_t{6}}}}, "c2"};
        if (q.key == "42") return KeyedRow{"42", Row{std::int64_t{7}}};
        return NoSuchRow{};
    };
    std::size_t room = nobody_is_refused;  // of each batch
    bool ask(std::vector<Question>& batch) override {
        return each_that_fits<Question>(batch, room, [this](const Question& q) {
            asked.push_back(q);
            results.push_back({q.waiter.token, q.view, reply(q)});
        });
    }
    std::vector<Question> asked;
    std::vector<QueryResult> results;
};

class FakeFeeds final : public Feeds {
 public:
    std::size_t room = nobody_is_refused;  // of each batch
    bool opens = true;                     // at once, at `now`
    Position now{40};
    bool follow(std::vector<Subscription>& batch) override {
        return each_that_fits<Subscription>(batch, room, [this](const Subscription& s) {
            followed.push_back(s);
            if (opens) events.push_back({s.waiter.token, FeedEvent::Kind::opened, s.after.value_or(now), nullptr});
        });
    }
    void taken(std::vector<EventsTaken>& batch) override {
        for (const EventsTaken& t : batch) events_taken += t.events;
        batch.clear();
    }
    void leave(Waiter waiter) override { left.push_back(waiter); }

    void say(std::size_t subscription, FeedEvent::Kind kind, std::uint64_t position) {
        events.push_back({followed[subscription].waiter.token, kind, Position{position}, nullptr});
    }
    void end(std::size_t subscription, OperationEnd end) {
        const Position position = end.position;
        events.push_back({followed[subscription].waiter.token, FeedEvent::Kind::ended, position,
                          std::make_shared<const OperationEnd>(std::move(end))});
    }

    std::vector<FeedEvent> events;  // for whoever delivers them
    std::vector<Subscription> followed;
    std::vector<Waiter> left;
    std::uint32_t events_taken = 0;
};

class FakeMetrics final : public Metrics {
 public:
    Counter& counter(const std::string& name, const Labels& labels) override { return at(counters_, name, labels); }
    Gauge& gauge(const std::string& name, const Labels& labels) override { return at(gauges_, name, labels); }
    Histogram& histogram(const std::string& name, HistogramUnit, const Labels& labels) override {
        return at(histograms_, name, labels);
    }

 private:
    template <class T>
    T& at(std::map<std::string, T>& all, std::string key, const Labels& labels) {
        for (const auto& [label, value] : labels) key.append(",").append(label).append("=").append(value);
        const std::lock_guard lock(mutex_);
        return all[key];
    }
    std::mutex mutex_;
    std::map<std::string, Counter> counters_;
    std::map<std::string, Gauge> gauges_;
    std::map<std::string, Histogram> histograms_;
};

}  // namespace hapax::http
