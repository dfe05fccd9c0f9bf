// C10, FIFO: the first deliveries of a group's messages come in the journal's order; once one was not delivered, none
// behind it was; and none behind one that stops the group.

#include "tools/check/checks/c10_fifo.hpp"

namespace hapax::check {

// Hears the messages in the journal's order, when the whole history of deliveries is known.
void Fifo::message(Evidence& evidence, std::uint32_t number, std::uint32_t at) {
    Message& message = evidence.messages[number];
    Group& group = evidence.groups[message.group];
    if (message.delivered_line == 0) return;
    if (message.claimed_group != group.id) {
        evidence.findings.add(Check::fifo, "a message was delivered in another group than the journal sent it to",
                              {message.delivered_line, at});
    }
    if (message.delivered_line < group.last_delivered_line) {
        const Message& earlier = evidence.messages[group.last_message];
        evidence.findings.add(Check::fifo, "a message was delivered before one that comes before it in its group",
                              {message.delivered_line, earlier.delivered_line, earlier.record_line, at});
        return;
    }
    group.last_delivered_line = message.delivered_line;
    group.last_message = number;
}

// Where messages ended is known now.
void Fifo::finish(Evidence& evidence) {
    for (std::uint32_t i = 0; i < evidence.messages.size(); ++i) {
        const Message& message = evidence.messages[i];
        if (message.sequence == 0) continue;
        Group& group = evidence.groups[message.group];
        const bool gap = message.delivered_line == 0 && !message.skipped;
        if (gap && (group.gap == 0 || message.sequence < group.gap)) {
            group.gap = message.sequence;
            group.gap_line = message.record_line;
        }
        if (message.stops_group && (group.stop == 0 || message.sequence < group.stop)) {
            group.stop = message.sequence;
            group.stop_line = message.place_line;
        }
    }
    for (std::uint32_t i = 0; i < evidence.messages.size(); ++i) {
        const Message& message = evidence.messages[i];
        if (message.sequence == 0 || message.delivered_line == 0) continue;
        const Group& group = evidence.groups[message.group];
        if (group.gap != 0 && message.sequence > group.gap) {
            evidence.findings.add(Check::fifo, "a message was delivered although one before it in its group was not",
                                  {message.delivered_line, group.gap_line, message.record_line});
        } else if (group.stop != 0 && message.sequence > group.stop) {
            evidence.findings.add(Check::fifo, "a message was delivered behind one that stopped its group",
                                  {message.delivered_line, group.stop_line, message.record_line});
        }
    }
}

}  // namespace hapax::check
