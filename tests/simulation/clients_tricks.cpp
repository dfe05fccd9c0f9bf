#include "clients.hpp"
#include "requests.hpp"

namespace hapax::simulated_bank {
namespace {

using world::reach;

constexpr std::uint64_t pipeline_max = 5;  // requests at once
constexpr std::uint64_t crowd_max = 8;     // connections
constexpr std::uint64_t burst_max = 30;    // operations
constexpr std::uint32_t meant_chance = 30 * one_percent;
constexpr std::uint32_t at_once_chance = 40 * one_percent;
constexpr Duration nap_max = std::chrono::seconds(3);

}  // namespace

// The same id, address and body by another caller: another operation.
std::size_t Clients::borrowed_op(Client& client) {
    const Op& theirs = history_.ops[old_op(client)];
    if (theirs.caller == client.name) return new_op(client);
    Op mine;
    mine.kind = theirs.kind;
    mine.account = theirs.account;
    mine.id = theirs.id;
    mine.caller = client.name;
    mine.key_in_header = theirs.key_in_header;
    mine.if_match = theirs.if_match;
    mine.payloads = {theirs.payloads[0]};
    if (const auto known = history_.find({mine.id, scope_of(mine.caller)})) return *known;
    reach(world_.reached(), "id of another caller");
    ++started_;
    return history_.add(std::move(mine));
}

// The same once more under a new id, as one who presses the button twice.
std::optional<std::size_t> Clients::like(std::size_t op, bool meant, Client& client) {
    const Op& before = history_.ops[op];
    if (before.kind == Op::Kind::open || before.if_match) return std::nullopt;
    Op again;
    again.kind = before.kind;
    again.account = before.account;
    again.caller = client.name;
    again.id = new_id(client);
    again.meant = meant;
    const std::string& address = before.payloads[0].address;
    again.payloads = {{address.substr(0, address.rfind('/') + 1) + again.id.value.text(), before.payloads[0].body}};
    ++started_;
    return history_.add(std::move(again));
}

// At once on another connection, or after the answer; now and then of what somebody else asked for.
void Clients::look_alike(Client& client) {
    const std::size_t before = old_op(client);
    const auto again = like(before, client.random.chance(meant_chance), client);
    if (!again) return;
    if (client.random.chance(at_once_chance)) send_helper(client, before);
    const Came result = submit(client, *again, 0);
    if (result == Came::alike) reach(world_.reached(), "a look-alike is refused");
    if (result == Came::final && history_.ops[*again].meant) reach(world_.reached(), "a look-alike is meant");
}

// What another caller did must look as if it had never been.
void Clients::pry(Client& client) {
    const std::size_t index = old_op(client);
    const Op& theirs = history_.ops[index];
    if (theirs.caller == client.name || history_.find({theirs.id, scope_of(client.name)})) return;
    Question question{{}, get("/operations/" + theirs.id.value.text(), client.name)};
    question.attempt.op = index;
    question.attempt.asked = Asked::stranger;
    question.attempt.account = client.name;
    const Attempt& done = ask(client, std::move(question));
    if (done.answer && done.answer->status == 404) reach(world_.reached(), "a stranger is told nothing");
}

void Clients::babble(Client& client) {
    const std::string bytes = garbage(client.random);
    const auto answer = client.http.babble(bytes, patience(client));
    if (!answer) return;
    note_answer(*answer);
    reach(world_.reached(), "garbage refused");
    if (answer->status < 400) {
        history_.complaints.push_back("garbage was answered " + std::to_string(answer->status) + ": " + bytes);
    }
}

// Commands and questions in one go; some of them may meet each other in the same round of the server.
void Clients::pipeline(Client& client) {
    std::vector<std::string> requests;
    std::vector<std::size_t> attempts;
    for (std::uint64_t count = 2 + client.random.below(pipeline_max - 1); count > 0; --count) {
        Question question = any_question(client);
        requests.push_back(std::move(question.request));
        attempts.push_back(history_.invoke(std::move(question.attempt)));
    }
    std::vector<world::Exchanged> all = client.http.ask_all(requests, patience(client));
    if (all.back().answer) reach(world_.reached(), "pipeline answered");
    for (std::size_t i = 0; i < all.size(); ++i) finish(attempts[i], std::move(all[i]));
    for (const std::size_t attempt : attempts) {
        if (history_.attempts[attempt].asked == Asked::submit) submitted(client, history_.attempts[attempt]);
    }
}

Clients::Question Clients::any_question(Client& client) {
    switch (client.random.below(4)) {
        case 0:
            return submission(client, old_op(client), 0);
        case 1:
            return inquiry(client, old_op(client));
        default:  // several new ones at once make a commit of several
            return submission(client, new_op(client), 0);
    }
}

void Clients::crowd(Client& client) {
    const std::size_t op = client.random.chance(always / 2) ? new_op(client) : old_op(client);
    for (std::uint64_t count = 2 + client.random.below(crowd_max - 1); count > 0; --count) send_helper(client, op);
}

void Clients::burst(Client& client) {
    reach(world_.reached(), "burst");
    for (std::uint64_t count = 1 + client.random.below(burst_max); count > 0; --count) {
        send_helper(client, new_op(client));
    }
}

// Somebody with a connection of his own, who asks once and is gone.
void Clients::send_helper(Client& client, std::size_t op) {
    ++helpers_;
    const Random draws(client.random.next());
    world_.clients().spawn("helper of " + std::to_string(client.number), [this, op, draws, name = client.name] {
        Client helper{0, name, world_, draws, {}};
        submit(helper, op, 0);
        --helpers_;
    });
}

void Clients::nap(Client& client) {
    client.http.pause(Duration(1 + client.random.below(static_cast<std::uint64_t>(nap_max.count()))));
}

}  // namespace hapax::simulated_bank
