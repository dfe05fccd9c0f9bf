#include "clients.hpp"

#include <algorithm>

#include "ages.hpp"
#include "codec/digest.hpp"
#include "json_text.hpp"
#include "requests.hpp"

namespace hapax::simulated_bank {
namespace {

using world::reach;

constexpr Duration settle_patience = std::chrono::seconds(5);
constexpr Duration settle_pause = std::chrono::milliseconds(10);
constexpr std::uint32_t settle_repeat_chance = 30 * one_percent;
constexpr std::uint32_t if_match_chance = 5 * one_percent;
constexpr std::uint64_t versions_likely = 20;
constexpr std::int64_t withdrawal_share = 3;  // of what a deposit may be: so that most of them are covered

std::string amount_body(std::int64_t cents) {
    return "{\"amount\":" + std::to_string(cents) + "}";
}

std::string address_of(const Op& op) {
    const std::string account = "/accounts/" + op.account;
    if (op.kind == Op::Kind::open) return account;
    return account + (op.kind == Op::Kind::deposit ? "/deposits/" : "/withdrawals/") + op.id.value.text();
}

Op opening(const std::string& account) {
    Op op{Op::Kind::open, account, create_operation_id("/accounts/" + account), false, {}, {}, {}, false};
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
    Client client(number, world_, world_.random("client " + std::to_string(number)));
    live(client);
    ++idle_;
    while (!settling_) client.http.pause(settle_pause);
    settle(client);
    ++settled_;
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

void Clients::step(Client& client) {
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
    } else {
        submit(client, new_op(client), 0);
    }
}

void Clients::abandon(Client& client, std::size_t index) {
    Attempt attempt;
    attempt.op = index;
    const std::size_t abandoned = history_.invoke(std::move(attempt));
    const Op& op = history_.ops[index];
    client.http.abandon(put(op, op.payloads[0], false, client.random));
    history_.finish(abandoned, {std::nullopt, true});
}

std::size_t Clients::new_op(Client& client) {
    ++started_;
    const std::uint64_t drawn = client.random.below(20);
    Op op;
    op.kind = drawn == 0 ? Op::Kind::open : drawn < 10 ? Op::Kind::deposit : Op::Kind::withdraw;
    op.account = account_name(client.random.below(plan_.accounts));
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

// ---- one exchange

Came Clients::submit(Client& client, std::size_t index, std::size_t payload) {
    const Op& op = history_.ops[index];
    const bool async = !settling_ && client.random.chance(plan_.respond_async);
    const std::string request = put(op, op.payloads[payload], async, client.random);
    Attempt attempt;
    attempt.op = index;
    attempt.payload = payload;
    const Attempt& done = ask(client, std::move(attempt), request, settling_ ? settle_patience : patience(client));
    note_what_met(done);
    if (came(done) == Came::final) history_.ops[index].answered = true;
    if (came(done) == Came::expired) note_expiry(done);
    return came(done);
}

std::string Clients::ask_status(Client& client, std::size_t op) {
    Attempt attempt;
    attempt.op = op;
    attempt.asked = Asked::status;
    const std::string path = "/operations/" + history_.ops[op].id.value.text();
    const Attempt& done = ask(client, std::move(attempt), get(path), settling_ ? settle_patience : patience(client));
    return done.answer && done.answer->status == 200 ? std::string(text_of(done.answer->body, "status"))
                                                     : std::string();
}

void Clients::read(Client& client) {
    const Asked what = client.random.chance(always / 2) ? Asked::balance : Asked::movements;
    read(client, what, account_name(client.random.below(plan_.accounts)));
}

void Clients::read(Client& client, Asked what, const std::string& account) {
    Attempt attempt;
    attempt.asked = what;
    attempt.account = account;
    const std::string path = "/accounts/" + account + (what == Asked::balance ? "/balance" : "/movements?limit=1000");
    ask(client, std::move(attempt), get(path), settling_ ? settle_patience : patience(client));
}

const Attempt& Clients::ask(Client& client, Attempt attempt, const std::string& request, Duration patience) {
    const std::size_t index = history_.invoke(std::move(attempt));
    const Instant began = world_.clients().now();
    world::Exchanged exchanged = client.http.ask(request, patience);
    if (exchanged.answer) note_answer(*exchanged.answer);
    history_.finish(index, std::move(exchanged));
    note_haste(history_.attempts[index], began);
    return history_.attempts[index];
}

// Whatever the disk does, the edge has something to say when the wait and its grace are over.
void Clients::note_haste(const Attempt& attempt, Instant began) {
    constexpr Duration slack = std::chrono::milliseconds(100);
    const http::Limits& limits = world_.options().limits;
    const Duration longest = limits.wait_default + limits.verdict_grace + 2 * limits.timer_step + slack;
    if (attempt.answer || !attempt.sent || world_.clients().now() - began < longest) return;
    if (world_.undisturbed_since() > began) return;
    history_.complaints.push_back("C14 liveness: the edge kept silent: " + text(attempt, history_));
}

void Clients::note_expiry(const Attempt& attempt) {
    const std::int64_t now_ms = world_.clients().wall().us / 1000;
    const std::int64_t born_ms = history_.ops[attempt.op].id.value.unix_ms().value_or(0);
    const auto keep = world_.options().service.engine.retention.keep.value_or(deletion_lag);
    const bool early = !world_.clock_lied() && born_ms >= now_ms - keep.count() - deletion_lag.count();
    if (early) history_.complaints.push_back("an operation expired before its time: " + text(attempt, history_));
}

void Clients::note_answer(const world::HttpAnswer& answer) {
    world_.scheduler().note(static_cast<std::uint64_t>(answer.status));
    const std::string_view code = text_of(answer.body, "code");
    if (!code.empty()) reach(world_.reached(), "told " + std::string(code));
}

Duration Clients::patience(Client& client) {
    return Duration(1 + client.random.below(static_cast<std::uint64_t>(plan_.patience_max.count())));
}

void Clients::note_what_met(const Attempt& attempt) {
    if (!attempt.answer) return reach(world_.reached(), attempt.sent ? "no answer" : "connection refused");
    reach(world_.reached(), "answered " + std::to_string(attempt.answer->status));
    if (attempt.answer->field("Idempotent-Replayed") == "true") reach(world_.reached(), "replayed");
    for (const std::size_t index : history_.ops[attempt.op].submissions) {
        const Attempt& other = history_.attempts[index];
        const bool met =
            &other != &attempt && other.answer && other.invoked < attempt.ended && other.ended > attempt.invoked;
        if (met && other.payload == attempt.payload) reach(world_.reached(), "repeat while running");
        if (met && came(attempt) == Came::mismatch) reach(world_.reached(), "mistake while running");
    }
}

// ---- when all is well again

void Clients::settle(Client& client) {
    for (std::size_t op = client.number; op < history_.ops.size(); op += plan_.clients) settle(client, op);
    if (client.number == 0) read_everything(client);
}

// Who had a final answer is asked again by chance only: that every answer is the record's is checked without asking.
void Clients::settle(Client& client, std::size_t op) {
    const bool answered = history_.ops[op].answered && !client.random.chance(settle_repeat_chance);
    while (!answered) {
        const Came result = submit(client, op, 0);
        if (result == Came::unwelcome || result == Came::expired) return;  // there is nothing to become terminal
        if (result == Came::final || result == Came::mismatch || result == Came::absurd) break;
        client.http.pause(settle_pause);
    }
    if (!answered || client.random.chance(settle_repeat_chance)) await_terminal(client, op);
}

void Clients::await_terminal(Client& client, std::size_t op) {
    for (;;) {
        const std::string status = ask_status(client, op);
        if (status == "completed" || status == "rejected" || status == "failed") return;
        client.http.pause(settle_pause);
    }
}

void Clients::read_everything(Client& client) {
    for (std::uint64_t i = 0; i < plan_.accounts; ++i) {
        read(client, Asked::balance, account_name(i));
        read(client, Asked::movements, account_name(i));
    }
}

}  // namespace hapax::simulated_bank
