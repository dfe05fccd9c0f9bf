#include "guests.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "adapters/edge/http_push/client_frames.hpp"
#include "clients.hpp"
#include "json_text.hpp"
#include "requests.hpp"
#include "simulation/event_hash.hpp"

namespace hapax::simulated_bank {
namespace {

using push::client_frame;
using push::Opcode;
using std::chrono::milliseconds;
using world::reach;

constexpr Duration come_again_after = milliseconds(3);
constexpr Duration head_patience = milliseconds(3000);
constexpr std::uint64_t pause_max_us = 3000;
constexpr std::uint64_t dawdle_max_us = 30'000;
constexpr std::uint64_t deaf_max_us = 60'000;
constexpr std::uint64_t recent_ops = 12;
constexpr int pings_in_patience = 4;
constexpr std::array<std::size_t, 3> windows{60, 600, static_cast<std::size_t>(-1)};  // bytes

constexpr std::uint32_t dawdle_chance = 30 * one_percent;
constexpr std::uint32_t bad_manners_chance = 4 * one_percent;
constexpr std::uint32_t halves_chance = 20 * one_percent;
// After each look at what came:
constexpr std::uint32_t call_chance = 15 * one_percent;
constexpr std::uint32_t deaf_chance = 4 * one_percent;
constexpr std::uint32_t offend_chance = one_percent;
constexpr std::uint32_t silence_chance = one_percent;
constexpr std::uint32_t leave_chance = 3 * one_percent;

constexpr std::string_view greeting = "{\"protocol\":\"json\",\"version\":1}\x1e";
constexpr std::string_view wrong_greeting = "{\"protocol\":\"messagepack\",\"version\":1}\x1e";
constexpr std::string_view ping = "{\"type\":6}\x1e";
constexpr std::string_view subscribe = "Subscribe";
constexpr std::string_view unsubscribe = "Unsubscribe";

std::string invocation(std::string_view id, std::string_view target, std::string_view argument) {
    std::string text = R"({"type":1,"invocationId":")";
    text.append(id).append(R"(","target":")").append(target).append(R"(","arguments":[")").append(argument);
    return text.append("\"]}\x1e");
}

}  // namespace

void Guests::spawn() {
    for (std::uint64_t i = 0; i < plan_.guests; ++i) {
        world_.clients().spawn("guest " + std::to_string(i), [this, i] { run(i); });
    }
}

// From here on nothing is decided any more.
void Guests::finish() {
    Position at;
    while (at < world_.store().durable()) {
        const auto log = world_.store().read_log(at, {});
        if (!log || log->records.empty()) break;  // the dump will say so
        for (const RecordView& record : log->records) last_of_[record.operation.scope] = record.position.value;
        at = log->records.back().position;
    }
    finishing_ = true;
}

void Guests::run(std::uint64_t number) {
    Random random = world_.random("guest " + std::to_string(number));
    const auto parker = world_.clients().make_parker();
    HubReader reader(world_.network(), *parker);
    for (bool over = false; !over;) {
        Visit next;
        next.talk.caller = caller_name(number % plan_.callers);
        visit(next, reader, *parker, random);
        over = finishing_ && heard_all(next);
        if (next.greeted) history_.talks.push_back(std::move(next.talk));
        pause(*parker, come_again_after);
    }
    ++done_;
}

// When all is over a guest is on his best behaviour.
void Guests::visit(Visit& visit, HubReader& reader, Parker& parker, Random& random) {
    if (!reader.open(get_hub(visit.talk.caller), windows[random.below(windows.size())])) return;
    if (enter(visit, reader, parker, random)) {
        while (!(finishing_ && heard_all(visit))) {
            const bool came = reader.next(world_.clients(), world_.clients().now() + milliseconds(5));
            if (came) take(visit, reader.message());
            if ((reader.ended() && !came) || !reader.wrong().empty()) break;
            if (finishing_ ? visit.offended || !visit.talk.began : random.chance(leave_chance)) break;
            act(visit, reader, parker, random);
        }
    }
    if (reader.ended() && reader.status() != 0) {
        const bool upgraded = reader.status() == 101;
        reach(world_.reached(), upgraded ? "the hub closed " + std::to_string(reader.close_code())
                                         : "the hub answered " + std::to_string(reader.status()));
    }
    if (!reader.wrong().empty()) complain(visit, reader.wrong());
    if (random.chance(always / 2)) reader.send(client_frame(Opcode::close, ""));
    reader.close(random.chance(always / 2) ? world::Ending::reset : world::Ending::orderly);
}

// What was durable when the hub had opened is all that it may have told before.
bool Guests::enter(Visit& visit, HubReader& reader, Parker& parker, Random& random) {
    simulation::SimProcess& clients = world_.clients();
    const Instant patience = clients.now() + head_patience;
    while (reader.status() == 0 && !reader.ended() && clients.now() < patience) {
        (void)reader.next(clients, clients.now() + milliseconds(20));
    }
    if (reader.status() != 101 || reader.ended()) return false;
    if (world_.ready()) visit.talk.began = world_.store().durable().value;
    if (!finishing_ && random.chance(dawdle_chance)) {
        pause(parker, std::chrono::microseconds(random.below(dawdle_max_us)));
    }
    visit.offended = !finishing_ && random.chance(bad_manners_chance);
    if (visit.offended && random.chance(always / 2)) return true;  // and says nothing
    say(reader, parker, random, visit.offended ? wrong_greeting : greeting);
    return true;
}

void Guests::act(Visit& visit, HubReader& reader, Parker& parker, Random& random) {
    const Instant now = world_.clients().now();
    if (visit.greeted && !visit.silent && now >= visit.ping_at) {
        visit.ping_at = now + world_.options().limits.hub_client_time / pings_in_patience;
        say(reader, parker, random, ping);
    }
    if (finishing_) {
        visit.silent = false;
        return;
    }
    if (random.chance(deaf_chance)) pause(parker, std::chrono::microseconds(random.below(deaf_max_us)));
    if (random.chance(silence_chance)) visit.silent = true;
    if (visit.greeted && !visit.offended && random.chance(call_chance)) call(visit, reader, parker, random);
    if (!visit.offended && random.chance(offend_chance)) offend(visit, reader, random);
}

// Of his own operations, and of anybody's.
void Guests::call(Visit& visit, HubReader& reader, Parker& parker, Random& random) {
    const std::string call = std::to_string(++visit.calls);
    const std::size_t all = history_.ops.size();
    const std::size_t at = all - 1 - random.below(std::min<std::size_t>(all, recent_ops));
    const Op& op = history_.ops[at];
    const std::string id = op.id.value.text();
    if (random.chance(always / 4)) {
        visit.open[call] = std::nullopt;
        return say(reader, parker, random, invocation(call, unsubscribe, id));
    }
    Attempt question;
    question.op = at;
    question.asked = op.caller == visit.talk.caller ? Asked::status : Asked::stranger;
    if (question.asked == Asked::stranger) question.account = visit.talk.caller;
    visit.open[call] = history_.asks_to_be_told(question);
    visit.subscribed.insert(id);
    say(reader, parker, random, invocation(call, subscribe, id));
}

// What the connection does not outlive.
void Guests::offend(Visit& visit, HubReader& reader, Random& random) {
    visit.offended = true;
    switch (random.below(5)) {
        case 0:
            return reader.send(client_frame(Opcode::text, "nonsense\x1e"));
        case 1:
            return reader.send("\x81\x02{}");  // not masked
        case 2:
            return reader.send(client_frame(Opcode::binary, "bytes"));
        case 3:
            return reader.send(client_frame(Opcode::text, "{\"type\":7}\x1e"));
        default:
            return reader.send(client_frame(Opcode::text, "half", false).substr(0, 7));
    }
}

// In one frame, or in fragments with a ping between; at once, or in halves.
void Guests::say(HubReader& reader, Parker& parker, Random& random, std::string_view text) {
    std::string wire = client_frame(Opcode::text, text);
    if (random.chance(halves_chance)) {
        const std::size_t cut = random.below(text.size());
        wire = client_frame(Opcode::text, text.substr(0, cut), false) + client_frame(Opcode::ping, "?") +
               client_frame(Opcode::continuation, text.substr(cut));
    }
    if (random.chance(halves_chance)) {
        const std::size_t half = random.below(wire.size());
        reader.send(std::string_view(wire).substr(0, half));
        wire.erase(0, half);
        pause(parker, std::chrono::microseconds(1 + random.below(pause_max_us)));
    }
    reader.send(wire);
}

// ---- what the hub says

void Guests::take(Visit& visit, const std::string& message) {
    world_.scheduler().note(simulation::EventHash::of(std::as_bytes(std::span(message))));
    if (!visit.greeted) {
        visit.greeted = message == "{}";
        const bool refused = message.starts_with("{\"error\":");
        if (!visit.greeted && !(visit.offended && refused)) complain(visit, "before the greeting: " + message);
        return;
    }
    switch (number_of(message, "type").value_or(0)) {
        case 1:
            return take_event(visit, message);
        case 3:
            return take_completion(visit, message);
        case 6:
            return;
        case 7:
            return reach(world_.reached(), "the hub said why it closes");
        default:
            return complain(visit, "a message of a kind that is never sent: " + message);
    }
}

void Guests::take_event(Visit& visit, const std::string& message) {
    const std::string name(text_of(message, "target"));
    const std::string id(text_of(message, "id"));
    reach(world_.reached(), "the hub said " + name);
    if (name == "resync") return;
    if (name == "operation_pending") {
        if (visit.ended.contains(id)) complain(visit, "pending behind its end: " + message);
        if (!visit.subscribed.contains(id)) complain(visit, "pending, and never subscribed: " + message);
        const auto parsed = Uuid::parse(id);
        const bool own = parsed && history_.find({OperationId{*parsed}, scope_of(visit.talk.caller)}).has_value();
        if (!own) complain(visit, "another caller's operation is pending: " + message);
        return;
    }
    visit.ended.insert(id);
    const std::string position(text_of(message, "position"));
    visit.talk.heard.push_back(history_.hears(
        {std::strtoull(position.c_str(), nullptr, 10), name, id, std::string(text_of(message, "code")), position}));
}

// Every call is answered once. A document is what somebody would be told who asks.
void Guests::take_completion(Visit& visit, const std::string& message) {
    constexpr std::string_view result = "\"result\":";
    const auto called = visit.open.find(std::string(text_of(message, "invocationId")));
    if (called == visit.open.end()) return complain(visit, "an answer that nobody waits for: " + message);
    const std::optional<Attempt> question = called->second;
    visit.open.erase(called);
    const std::size_t at = message.find(result);
    if (at == std::string::npos) {
        if (question && message.find("\"error\":") == std::string::npos) complain(visit, "no result: " + message);
        return;
    }
    if (!question) return complain(visit, "a result of what has none: " + message);
    const std::string document = message.substr(at + result.size(), message.size() - at - result.size() - 1);
    reach(world_.reached(), document == "null" ? "the hub knows no such operation" : "the hub told a document");
    history_.told(*question,
                  document == "null" ? world::HttpAnswer{404, {}, {}} : world::HttpAnswer{200, {}, document});
}

bool Guests::heard_all(const Visit& visit) const {
    if (!visit.greeted || !visit.talk.began) return false;
    const auto last = last_of_.find(scope_of(visit.talk.caller));
    if (last == last_of_.end() || last->second <= *visit.talk.began) return true;
    return !visit.talk.heard.empty() && visit.talk.heard.back().position >= last->second;
}

void Guests::pause(Parker& parker, Duration time) {
    const Instant until = world_.clients().now() + time;
    while (world_.clients().now() < until) parker.park(until);
}

void Guests::complain(const Visit& visit, const std::string& what) {
    history_.complaints.push_back("C15 push: a guest \"" + visit.talk.caller + "\" of the hub heard " + what);
}

}  // namespace hapax::simulated_bank
