// When all is well: first the disk hangs for longer than anybody waits, and the views break; then everybody asks for the
// same.
#include <utility>

#include "clients.hpp"

namespace hapax::simulated_bank {
namespace {

constexpr std::uint32_t storm_wait_seconds = 4;  // which the slowest calm disk does not outlast
constexpr std::uint32_t hang_chance = 10 * one_percent;
constexpr std::uint32_t broken_views_chance = 10 * one_percent;
constexpr Duration hang = std::chrono::seconds(8);  // longer than a wait, its grace, and the patience of who settles
constexpr Duration meeting_pause = std::chrono::milliseconds(3);

}  // namespace

// Whoever asks meanwhile hears that it is not known yet, and not nothing: see note_haste().
void Clients::endure(Client& client) {
    if (client.number != 0 || !client.random.chance(hang_chance)) return;
    const std::size_t op = new_op(client);
    history_.done_to_it("hanging-sync");
    world_.disk().hang_next(simulation::DiskCall::sync, 1, hang);
    if (ask(client, submission(client, op, 0)).answer) world::reach(world_.reached(), "a hanging store was endured");
    settle(client, op);
    world_.disk().calm();  // it may have been refused before a sync was needed
    history_.done_to_it("heal");
}

// Who has read as of a position before the views break does so after they are built again.
void Clients::outlive_views(Client& client) {
    if (client.number != 0 || !client.random.chance(broken_views_chance)) return;
    await_view(client, Asked::balance, "/balance");
    history_.done_to_it("views-trouble");
    world_.views().fail_write(1, views_errc::broken);
    settle(client, new_op(client));
    history_.done_to_it("heal");
    await_view(client, Asked::balance, "/balance");
    world::reach(world_.reached(), "broken views were outlived");
}

// All clients send one new operation at the same instant: one effect, and an answer for everyone.
void Clients::storm(Client& client) {
    while (!all_is_well()) client.http.pause(meeting_pause);
    await_everybody(client);
    Question question = submission(client, storm_op_, 0);
    Wishes patient;
    patient.wait_seconds = storm_wait_seconds;
    const Op& op = history_.ops[storm_op_];
    question.request = put(op, op.payloads[0], patient, client.random);
    question.attempt.wait_seconds = patient.wait_seconds;
    question.attempt.calm = true;
    client.http.hang_up();  // a server may end an idle connection at the moment in which it is used again
    note_submission(ask(client, std::move(question)));
    if (client.number == storm_op_ % plan_.clients) settle(client, storm_op_);
}

// Not while a stop goes on that began before, nor while the index is made again that was damaged then.
bool Clients::all_is_well() const {
    return world_.ready() && !world_.store().state().index.rebuilding;
}

// The last to come brings the operation.
void Clients::await_everybody(Client& client) {
    const std::uint64_t meeting = arrived_ / plan_.clients;
    if (++arrived_ % plan_.clients == 0) {
        storm_op_ = new_op(client);
        meeting_over_ = world_.clients().now() + meeting_pause;
        wake_everybody();
    }
    wait_until(client, [&] { return arrived_ / plan_.clients != meeting; });
    client.http.pause(meeting_over_ - world_.clients().now());
}

// Who waits for others sleeps: to look again and again was three quarters of all that the scheduler did.
void Clients::wait_until(Client& client, const std::function<bool()>& fact) {
    while (!fact()) {
        waiting_.push_back(client.parker.get());
        client.parker->park(never);
    }
}

void Clients::wake_everybody() {
    for (Parker* parker : std::exchange(waiting_, {})) parker->unpark();
}

}  // namespace hapax::simulated_bank
