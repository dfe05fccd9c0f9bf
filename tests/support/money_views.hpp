// Two projections written by hand, for tests of the projector and of queries: a balance per account (folded) and a
// movement per event (appended). Events are of type "Moved" with an amount as payload; "Closed" deletes the balance.
//
//   Service service = money_service();
//   Commit commit = moved("42", 100, n);                 // the n-th operation
#pragma once

#include <charconv>
#include <memory>
#include <stdexcept>
#include <string>

#include "kernel/model/service.hpp"

namespace hapax {

inline std::int64_t amount_of(const EventView& event) {
    std::int64_t amount = 0;
    std::from_chars(event.payload.data(), event.payload.data() + event.payload.size(), amount);
    return amount;
}

// What a test can do to the author's code.
struct Sabotage {
    std::string throws_on;   // an event with this payload makes it throw,
    int times = -1;          // so often; -1 = always
    std::string unreadable;  // an event with this payload cannot be read
    bool hits(const EventView& event) {
        return !throws_on.empty() && event.payload == throws_on && times != 0 && times-- != 0;
    }
};

class BalanceView : public ProjectionType {
 public:
    explicit BalanceView(std::uint32_t version = 1) {
        schema_ = {"balances", version, RowKind::folded, "account", {{"amount", ColumnType::integer}}, {}};
    }
    const ViewSchema& schema() const override { return schema_; }
    bool handles(std::string_view stream, std::string_view) const override { return stream == "account"; }
    std::optional<std::string> key(std::string_view, const EventView&, const Meta& meta) const override {
        return meta.stream_id;
    }
    Result<void> fold(FoldedRow& row, std::string_view, const EventView& event, const Meta&) const override {
        if (event.type == "Closed") {
            row.reset();
            return {};
        }
        if (!row) row = Row{std::int64_t{0}};
        std::get<std::int64_t>((*row)[0]) += amount_of(event);
        if (sabotage.hits(event)) throw std::runtime_error("the author's code threw");
        if (!sabotage.unreadable.empty() && event.payload == sabotage.unreadable) {
            return fail(model_errc::unreadable_event, "as told");
        }
        return {};
    }
    Result<std::optional<Row>> row(std::string_view, const EventView&, const Meta&) const override {
        return std::nullopt;
    }
    std::string render(std::string_view key, const Row&) const override { return std::string(key); }

    ViewSchema schema_;
    mutable Sabotage sabotage;
};

class MovementView : public ProjectionType {
 public:
    MovementView() {
        schema_ = {"movements", 1, RowKind::appended, "", {{"account"}, {"amount", ColumnType::integer}}, {"account"}};
    }
    const ViewSchema& schema() const override { return schema_; }
    bool handles(std::string_view stream, std::string_view type) const override {
        return stream == "account" && type == "Moved";
    }
    std::optional<std::string> key(std::string_view, const EventView&, const Meta&) const override { return {}; }
    Result<void> fold(FoldedRow&, std::string_view, const EventView&, const Meta&) const override { return {}; }
    Result<std::optional<Row>> row(std::string_view, const EventView& event, const Meta& meta) const override {
        if (sabotage.hits(event)) throw std::runtime_error("the author's code threw");
        return Row{meta.stream_id, amount_of(event)};
    }
    std::string render(std::string_view, const Row&) const override { return "{}"; }

    ViewSchema schema_;
    mutable Sabotage sabotage;
};

inline Service money_service(std::uint32_t balance_version = 1) {
    Service service;
    service.name = "money";
    service.views.push_back(std::make_unique<BalanceView>(balance_version));
    service.views.push_back(std::make_unique<MovementView>());
    return service;
}

inline Commit commit_to(const std::string& account, std::vector<EventData> events, std::uint64_t operation) {
    Commit commit;
    commit.operation.id = OperationId{Uuid::v7(1'700'000'000'000, 0, mixed(operation))};
    commit.type = "Move";
    commit.stream = {"account", account};
    commit.outcome = events.empty() ? Outcome::rejected : Outcome::accomplished;
    commit.events = std::move(events);
    return commit;
}
inline Commit moved(const std::string& account, std::int64_t amount, std::uint64_t operation) {
    return commit_to(account, {{"Moved", 1, std::to_string(amount)}}, operation);
}

}  // namespace hapax
