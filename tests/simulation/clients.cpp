#include "clients.hpp"

#include <algorithm>
#include <array>

#include "ages.hpp"
#include "codec/digest.hpp"
#include "requests.hpp"

namespace hapax::simulated_bank {
namespace {

constexpr std::array<std::string_view, 3> names{"", "alice", "bob"};
constexpr world::Manner slow_manner{12, std::chrono::milliseconds(10)};
constexpr std::uint32_t if_match_chance = 5 * one_percent;
constexpr std::uint32_t look_first_chance = 20 * one_percent;
constexpr std::uint32_t repeat_at_once_chance = 50 * one_percent;
constexpr std::uint64_t versions_likely = 20;
constexpr std::int64_t withdrawal_share = 3;  // of what a deposit may be: so that most of them are covered

constexpr int storms = 2;

std::string amount_body(std::int64_t cents) {
    return "{\"amount\":" + std::to_string(cents) + "}";
}

std::string address_of(const Op& op) {
    std::string account = "/accounts/" + op.account;
    if (op.kind == Op::Kind::open) return account;
    return account + (op.kind == Op::Kind::deposit ? "/deposits/" : "/withdrawals/") + op.id.value.text();
}

Op opening(const std::string& account) {
    Op op;
    op.account = account;
    op.id = create_operation_id("/accounts/" + account);
    op.payloads.push_back({address_of(op), R"({"owner":")" + account + R"("})"});
    return op;
}

std::size_t payload_of(Op& op, const Payload& payload) {
    const auto known = std::find(op.payloads.begin(), op.payloads.end(), payload);
    if (known != op.payloads.end()) return static_cast<std::size_t>(known - op.payloads.begin());
    op.payloads.push_back(payload);
    return op.payloads.size() - 1;
}

}  // namespace

std::string account_name(std::uint64_t number) {
    return "a" + std::to_string(number);
}

std::string caller_name(std::uint64_t number) {
    return std::string(names.at(number));
}

Clients::Clients(world::World& world, const Plan& plan, History& history)
    : world_(world), plan_(plan), history_(history) {
    for (std::uint64_t i = 0; i < plan.accounts; ++i) history_.add(opening(account_name(i)));
}

void Clients::spawn() {
    for (std::uint64_t i = 0; i < plan_.clients; ++i) {
        world_.clients().spawn("client " + std::to_string(i), [this, i] { run(i); });
    }
}

void Clients::run(std::uint64_t number) {
    Random draws = world_.random("client " + std::to_string(number));
    const world::Manner manner = draws.chance(plan_.slow) ? slow_manner : world::Manner{};
    Client client{number, std::string(names[number % plan_.callers]), world_, draws, manner};
    live(client);
    ++idle_;
    wait_until(client, [this] { return settling_; });
    endure(client);
    outlive_views(client);
    settle(client);
    for (int i = 0; i < storms; ++i) storm(client);
    if (client.number == 0) read_everything(client);
    ++calmed_;
}

// ---- while there is chaos

void Clients::live(Client& client) {
    for (std::uint64_t account = 0; account < plan_.accounts; ++account) submit(client, account, 0);
    while (started_ < plan_.operations) {
        think(client);
        step(client);
    }
}

void Clients::think(Client& client) {
    client.http.pause(Duration(1 + client.random.below(static_cast<std::uint64_t>(plan_.think_max.count()))));
}

// Who was cut off looks what is there as soon as it can, often while a view is built. Who is asked to repeat, or to
// open the account first, does so.
void Clients::step(Client& client) {
    if (client.cut_off && client.random.chance(look_first_chance)) return look_around(client);
    if (client.again && client.random.chance(repeat_at_once_chance)) {
        submit(client, *std::exchange(client.again, std::nullopt), 0);
        return;
    }
    std::uint64_t drawn = client.random.below(always);
    const auto is = [&](std::uint32_t share) {
        const bool hit = drawn < share;
        drawn -= hit ? 0 : share;
        return hit;
    };
    if (is(plan_.repeat)) {
        submit(client, old_op(client), 0);
    } else if (is(plan_.mistake)) {
        make_mistake(client);
    } else if (is(plan_.status)) {
        ask_status(client, old_op(client));
    } else if (is(plan_.read)) {
        read(client);
    } else if (is(plan_.abandon)) {
        abandon(client, client.random.chance(always / 2) ? new_op(client) : old_op(client));
    } else if (is(plan_.borrow)) {
        submit(client, borrowed_op(client), 0);
    } else if (is(plan_.pry)) {
        pry(client);
    } else if (is(plan_.garble)) {
        babble(client);
    } else if (is(plan_.pipeline)) {
        pipeline(client);
    } else if (is(plan_.crowd)) {
        crowd(client);
    } else if (is(plan_.burst)) {
        burst(client);
    } else if (is(plan_.look_alike)) {
        look_alike(client);
    } else if (is(plan_.nap)) {
        nap(client);
    } else {
        submit(client, new_op(client), 0);
    }
}

void Clients::abandon(Client& client, std::size_t index) {
    Attempt attempt;
    attempt.op = index;
    const std::size_t abandoned = history_.invoke(std::move(attempt));
    const Op& op = history_.ops[index];
    client.http.abandon(put(op, op.payloads[0], {}, client.random));
    history_.finish(abandoned, {std::nullopt, true});
}

std::size_t Clients::new_op(Client& client) {
    ++started_;
    const std::uint64_t drawn = client.random.below(20);
    Op op;
    op.kind = drawn == 0 ? Op::Kind::open : drawn < 10 ? Op::Kind::deposit : Op::Kind::withdraw;
    op.account = account_name(client.random.below(plan_.accounts));
    op.caller = client.name;
    op.id = new_id(client);
    op.key_in_header = op.kind == Op::Kind::open;
    // No two operations move the same amount: an effect names its cause.
    const auto cents = static_cast<std::int64_t>(client.random.below(1000) * 100'000 + started_);
    const std::string body = amount_body(op.kind == Op::Kind::withdraw ? cents / withdrawal_share + 1 : cents);
    if (client.random.chance(if_match_chance)) op.if_match = client.random.below(versions_likely);
    op.payloads.push_back({address_of(op), op.kind == Op::Kind::open ? R"({"owner":"late"})" : body});
    return history_.add(std::move(op));
}

OperationId Clients::new_id(Client& client) {
    return OperationId{draw_id(client.random, world_.clients().wall(), world_.options().service.engine.retention)};
}

// Mostly a recent one: then the first attempt is likely to be still on its way.
std::size_t Clients::old_op(Client& client) {
    const std::size_t all = history_.ops.size();
    const std::size_t recent = std::min<std::size_t>(all, 2 * plan_.clients);
    if (client.random.chance(70 * one_percent)) return all - 1 - client.random.below(recent);
    return client.random.below(all);
}

void Clients::make_mistake(Client& client) {
    const std::size_t index = old_op(client);
    Op& op = history_.ops[index];
    Op other = op;
    std::string body = op.payloads[0].body;
    if (op.kind == Op::Kind::open || client.random.chance(always / 2)) {
        body = op.kind == Op::Kind::open ? R"({"owner":"mallory"})" : amount_body(1);
    } else {
        other.account = account_name(client.random.below(plan_.accounts));
        other.kind = op.kind == Op::Kind::deposit ? Op::Kind::withdraw : Op::Kind::deposit;
    }
    submit(client, index, payload_of(op, {address_of(other), body}));
}

}  // namespace hapax::simulated_bank
