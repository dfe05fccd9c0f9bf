#include "clients.hpp"
#include "json_text.hpp"

namespace hapax::simulated_bank {
namespace {

constexpr Duration settle_pause = std::chrono::milliseconds(10);
constexpr std::uint32_t settle_repeat_chance = 30 * one_percent;

}  // namespace

void Clients::settle(Client& client) {
    for (std::size_t op = client.number; op < history_.ops.size(); op += plan_.clients) settle(client, op);
}

// What somebody was told of must be known before it is asked for once more. Who had a final answer is asked again by chance only: that every answer is the record's is checked without asking.
void Clients::settle(Client& client, std::size_t op) {
    const bool answered = history_.ops[op].answered && !client.random.chance(settle_repeat_chance);
    Came result = Came::final;
    if (!answered) ask_status(client, op);
    while (!answered) {
        result = submit(client, op, 0);
        if (result == Came::unwelcome || result == Came::expired || result == Came::alike)
            return;  // there is nothing to become terminal
        if (result == Came::final || result == Came::mismatch || result == Came::absurd) break;
        client.http.pause(settle_pause);
    }
    if (!answered || client.random.chance(settle_repeat_chance)) await_terminal(client, op, result);
}

// What was always a mismatch may be nobody's operation: see checks_answers.cpp.
void Clients::await_terminal(Client& client, std::size_t op, Came result) {
    for (;;) {
        const Attempt& asked = ask_status(client, op);
        const std::string_view status = asked.answer ? text_of(asked.answer->body, "status") : std::string_view();
        if (status == "completed" || status == "rejected" || status == "failed") return;
        const bool unknown = asked.answer && (asked.answer->status == 404 || asked.answer->status == 410);
        if (result == Came::mismatch && unknown) return;
        client.http.pause(settle_pause);
    }
}

void Clients::read_everything(Client& client) {
    for (std::uint64_t i = 0; i < plan_.accounts; ++i) {
        read(client, Asked::balance, account_name(i), 0);
        read(client, Asked::movements, account_name(i), 0);
    }
    await_view(client, Asked::balance, "/balance");
    await_view(client, Asked::movements, "/movements?limit=1000");
}

// When all is well every view comes as far as any write, whatever was asked of it before.
void Clients::await_view(Client& client, Asked what, const std::string& view) {
    Wishes wishes;
    wishes.position = client.position;
    for (;;) {
        Question question{{}, get("/accounts/" + account_name(0) + view, {}, wishes)};
        question.attempt.asked = what;
        question.attempt.at_least = wishes.position;
        question.attempt.account = account_name(0);
        const Attempt& read = ask(client, std::move(question));
        if (read.answer && read.answer->status != 504) return;
        client.http.pause(settle_pause);
    }
}

}  // namespace hapax::simulated_bank
