// C13, conservation: each message of the journal is in one place, and no other message is anywhere.

#include "tools/check/checks/c13_conservation.hpp"

namespace hapax::check {
namespace {

std::optional<Place> parse_place(std::string_view text) {
    if (text == "done") return Place::done;
    if (text == "outbox") return Place::outbox;
    if (text == "dead-letter-1") return Place::dead_letter_1;
    if (text == "dead-letter-2") return Place::dead_letter_2;
    if (text == "parked") return Place::parked;
    return std::nullopt;
}

}  // namespace

std::optional<std::string> Conservation::place(Evidence& evidence, const Line& line, std::uint32_t at) {
    const auto place = parse_place(line.text(Field::place));
    if (!place) return "there is no place '" + std::string(line.text(Field::place)) + "'";
    Message& message = evidence.messages[evidence.messages.find_or_add(hash_of(line.text(Field::message))).first];
    if (message.sequence == 0) {
        evidence.findings.add(Check::conservation, "a message that the journal did not send is somewhere", {at});
    } else if (evidence.groups[message.group].id != hash_of(line.text(Field::group))) {
        evidence.findings.add(Check::conservation, "a message is in another group than the journal sent it to",
                              {message.record_line, at});
    }
    if (++message.places > 1) {
        evidence.findings.add(Check::conservation, "a message is in two places",
                              {message.record_line, message.place_line, at});
    }
    message.place_line = at;
    const bool goes_on = line.text_or(Field::policy, "") == "skip";
    message.stops_group = message.stops_group || (*place == Place::parked && !goes_on);
    message.skipped = message.skipped || (*place == Place::parked && goes_on) || *place == Place::dead_letter_1 ||
                      *place == Place::dead_letter_2;
    return std::nullopt;
}

void Conservation::finish(Evidence& evidence) {
    for (std::uint32_t i = 0; i < evidence.messages.size(); ++i) {
        const Message& message = evidence.messages[i];
        if (message.sequence == 0 || message.places != 0) continue;
        evidence.findings.add(Check::conservation, "a message is nowhere",
                              {message.record_line, message.delivered_line});
    }
}

}  // namespace hapax::check
