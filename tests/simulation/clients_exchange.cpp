#include <algorithm>
#include <charconv>

#include "clients.hpp"
#include "json_text.hpp"
#include "requests.hpp"
#include "simulation/event_hash.hpp"

namespace hapax::simulated_bank {
namespace {

using world::reach;

constexpr Duration settle_patience = std::chrono::seconds(5);
constexpr std::uint32_t long_patience_chance = 20 * one_percent;  // to see that the edge gives up first
constexpr Duration long_patience = std::chrono::milliseconds(2500);
constexpr std::uint64_t rows_max = 1000;  // of a page
constexpr std::uint64_t rows_few = 5;
constexpr std::uint32_t if_none_match_chance = 60 * one_percent;

}  // namespace

Wishes Clients::wishes(Client& client) {
    Wishes wishes;
    if (settling_) return wishes;
    wishes.respond_async = client.random.chance(plan_.respond_async);
    if (client.random.chance(plan_.wait)) wishes.wait_seconds = static_cast<std::uint32_t>(client.random.below(3));
    return wishes;
}

// One command in sixteen is in a hurry, the same one each time: its id says so, and how much.
std::optional<std::uint32_t> Clients::hurry(const Op& op) const {
    const auto& bytes = op.id.value.bytes;
    if (settling_ || bytes[15] % 16 != 0) return std::nullopt;
    return bytes[14] % 64;
}

Came Clients::submit(Client& client, std::size_t index, std::size_t payload) {
    const Attempt& done = ask(client, submission(client, index, payload));
    submitted(client, done);
    return came(done);
}

void Clients::submitted(Client& client, const Attempt& attempt) {
    if (attempt.answer) client.again = wanted_by(attempt);
    note_submission(attempt);
}

// What the answer asks for: the same again, or to open the account first; the first operations open the accounts.
std::optional<std::size_t> Clients::wanted_by(const Attempt& attempt) const {
    if (attempt.answer->status == 503 && attempt.payload == 0) return attempt.op;
    if (text_of(attempt.answer->body, "code") != "account-not-open") return std::nullopt;
    for (std::uint64_t account = 0; account < plan_.accounts; ++account) {
        if (history_.ops[account].account == history_.ops[attempt.op].account) return account;
    }
    return std::nullopt;
}

Clients::Question Clients::submission(Client& client, std::size_t index, std::size_t payload) {
    const Op& op = history_.ops[index];
    Wishes wishes = this->wishes(client);
    wishes.timeout_ms = hurry(op);
    Question question{{}, put(op, op.payloads[payload], wishes, client.random)};
    question.attempt.op = index;
    question.attempt.payload = payload;
    question.attempt.wait_seconds = wishes.wait_seconds;
    return question;
}

// Now and then only a change is of interest.
Clients::Question Clients::inquiry(Client& client, std::size_t index) {
    const Op& op = history_.ops[index];
    Wishes wishes = this->wishes(client);
    wishes.respond_async = false;
    if (!settling_ && client.random.chance(if_none_match_chance)) wishes.if_none_match = op.last_tag;
    Question question{{}, get("/operations/" + op.id.value.text(), op.caller, wishes)};
    question.attempt.op = index;
    question.attempt.asked = Asked::status;
    question.attempt.wait_seconds = wishes.wait_seconds;
    question.attempt.conditional = !wishes.if_none_match.empty();
    return question;
}

const Attempt& Clients::ask_status(Client& client, std::size_t op) {
    const Attempt& done = ask(client, inquiry(client, op));
    if (done.answer) history_.ops[op].last_tag = done.answer->field("ETag");
    if (done.answer && done.answer->status == 304) reach(world_.reached(), "status not modified");
    return done;
}

void Clients::read(Client& client) {
    const Asked what = client.random.chance(always / 2) ? Asked::balance : Asked::movements;
    const std::uint64_t position = client.random.chance(always / 2) ? client.position : 0;
    read(client, what, account_name(client.random.below(plan_.accounts)), position);
}

// As it is, every account; not as of any position.
void Clients::look_around(Client& client) {
    for (std::uint64_t i = 0; i < plan_.accounts; ++i) read(client, Asked::balance, account_name(i), 0);
}

void Clients::read(Client& client, Asked what, const std::string& account, std::uint64_t position) {
    const std::string path = "/accounts/" + account;
    Wishes wishes;
    wishes.position = position;
    Question question{{}, get(path + "/balance", {}, wishes)};
    question.attempt.asked = what;
    question.attempt.at_least = wishes.position;
    question.attempt.account = account;
    if (what == Asked::balance) return look_twice(client, ask(client, std::move(question)));
    const std::size_t index = history_.invoke(std::move(question.attempt));
    const std::uint64_t rows = client.random.chance(always / 2) ? rows_max : 1 + client.random.below(rows_few);
    history_.finish(index, ask_pages(client, path + "/movements?limit=" + std::to_string(rows), wishes));
}

// While a view is built anew nobody may hear less of what was completed before.
void Clients::look_twice(Client& client, const Attempt& read) {
    if (settling_ || !read.answer || text_of(read.answer->body, "code") != query_errc::rebuilding.name) return;
    reach(world_.reached(), "asked while a view was built");
    ask_status(client, old_op(client));
}

// All pages as one answer; the first that is none of a list is the answer.
world::Exchanged Clients::ask_pages(Client& client, const std::string& path, const Wishes& wishes) {
    std::string items;
    std::string cursor;
    for (;;) {
        const std::string request = get(cursor.empty() ? path : path + "&cursor=" + cursor, {}, wishes);
        world::Exchanged page = client.http.ask(request, patience(client));
        if (page.answer) note_answer(*page.answer);
        if (!page.answer || page.answer->status != 200) return page;
        for (const std::string_view item : items_of(page.answer->body)) {
            items.append(items.empty() ? 0 : 1, ',').append(item);
        }
        cursor = text_of(page.answer->body, "next");
        if (!cursor.empty()) continue;
        page.answer->body = "{\"items\":[" + items + "]}";
        return page;
    }
}

const Attempt& Clients::ask(Client& client, Question question) {
    const std::size_t index = history_.invoke(std::move(question.attempt));
    const Instant began = world_.clients().now();
    world::Exchanged exchanged = client.http.ask(question.request, patience(client));
    client.cut_off = !exchanged.answer;
    if (exchanged.answer) note_position(client, *exchanged.answer);
    finish(index, std::move(exchanged));
    note_haste(history_.attempts[index], began);
    return history_.attempts[index];
}

// What is written is read again as of its position.
void Clients::note_position(Client& client, const world::HttpAnswer& answer) {
    const std::string_view field = answer.field("X-Position");
    std::uint64_t position = 0;
    std::from_chars(field.data(), field.data() + field.size(), position);
    client.position = std::max(client.position, position);
}

void Clients::finish(std::size_t index, world::Exchanged exchanged) {
    if (exchanged.answer) note_answer(*exchanged.answer);
    history_.finish(index, std::move(exchanged));
}

// Whatever the disk does, the edge has something to say when the wait and its grace are over.
void Clients::note_haste(const Attempt& attempt, Instant began) {
    constexpr Duration slack = std::chrono::milliseconds(500);  // for slow manners, too
    const http::Limits& limits = world_.options().limits;
    const Duration wished = std::chrono::seconds(attempt.wait_seconds.value_or(0));
    const Duration wait = std::max(limits.wait_default, wished);
    const Duration longest = wait + limits.verdict_grace + 2 * limits.timer_step + slack;
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
    world_.scheduler().note(simulation::EventHash::of(std::as_bytes(std::span(answer.body))));
    const std::string_view code = text_of(answer.body, "code");
    if (!code.empty()) reach(world_.reached(), "told " + std::string(code));
}

Duration Clients::patience(Client& client) {
    if (settling_) return settle_patience;
    if (client.random.chance(long_patience_chance)) return long_patience;
    return Duration(1 + client.random.below(static_cast<std::uint64_t>(plan_.patience_max.count())));
}

void Clients::note_submission(const Attempt& attempt) {
    note_what_met(attempt);
    if (came(attempt) == Came::final) history_.ops[attempt.op].answered = true;
    if (came(attempt) == Came::expired) note_expiry(attempt);
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

}  // namespace hapax::simulated_bank
