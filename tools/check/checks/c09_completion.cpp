// C9, completion: what a client knew to be completed before a read began is shown by it.
//
// A read of one movement is judged at once. A read of a balance waits for the journal: it must show the balance of one of
// the versions from the highest that was known to be completed when it began, up to the last one before the first
// operation that was submitted only after it had ended.

#include "tools/check/checks/c09_completion.hpp"

#include <algorithm>

namespace hapax::check {

void Completion::movement_read(Evidence& evidence, const Call& call, bool shown, std::uint32_t at) {
    if (shown || call.known != State::completed) return;
    evidence.findings.add(Check::completion, "a read does not show an operation that was completed when it began",
                          {call.known_line, call.line, at});
}

void Completion::balance_read(const Call& call, const Line& line, std::uint32_t at) {
    if (reads_.size() > reads_max) {
        ++skipped_;
        return;
    }
    Read read;
    read.ended_at = line.time();
    read.has_row = line.has(Field::balance);
    read.balance = line.number_or(Field::balance, 0);
    read.stream = call.stream;
    read.version = call.version;
    read.version_line = call.version_line;
    read.invoke_line = call.line;
    read.line = at;
    reads_.push_back(read);
}

// Sorted by stream and version, each stream has a range of them to start when it gets there.
void Completion::begin_dump(Evidence& evidence) {
    std::ranges::sort(reads_.begin() + 1, reads_.end(), {}, [](const Read& read) {
        return std::pair(std::uint64_t{read.stream} << 32 | read.version, read.line);
    });
    for (std::uint32_t i = 1; i < reads_.size(); ++i) {
        Stream& stream = evidence.streams[reads_[i].stream];
        if (stream.reads_end != i) stream.reads_begin = i;
        stream.reads_end = i + 1;
    }
    for (std::uint32_t i = 0; i < evidence.streams.size(); ++i) start_reads(evidence.streams[i]);
}

// Those that must show at least the version that the stream has now. The first look is at this version.
void Completion::start_reads(Stream& stream) {
    while (stream.reads_begin < stream.reads_end && reads_[stream.reads_begin].version <= stream.version) {
        Read& read = reads_[stream.reads_begin];
        const bool shows = read.has_row == (stream.version > 0) && read.balance == stream.balance;
        if (!shows) {
            read.next = stream.reads_active;
            stream.reads_active = stream.reads_begin;
        }
        ++stream.reads_begin;
    }
}

void Completion::record(Evidence& evidence, Stream& after, const Operation& operation, std::uint32_t at) {
    std::uint32_t* link = &after.reads_active;
    while (*link != 0) {
        Read& read = reads_[*link];
        const bool too_late = operation.submitted && operation.invoked_at > read.ended_at;
        const bool shows = !too_late && read.has_row && read.balance == after.balance;
        if (too_late) complain(evidence, read, at);
        if (too_late || shows) {
            *link = read.next;
        } else {
            link = &read.next;
        }
    }
    start_reads(after);
}

void Completion::complain(Evidence& evidence, const Read& read, std::uint32_t record_line) {
    evidence.findings.add(Check::completion,
                          "a read shows no balance that the account had from version " + std::to_string(read.version) +
                              " on, which was completed when it began",
                          {read.version_line, read.invoke_line, read.line, record_line});
}

void Completion::finish(Evidence& evidence) {
    for (std::uint32_t i = 0; i < evidence.streams.size(); ++i) {
        const Stream& stream = evidence.streams[i];
        for (std::uint32_t at = stream.reads_active; at != 0; at = reads_[at].next) complain(evidence, reads_[at], 0);
        for (std::uint32_t at = stream.reads_begin; at < stream.reads_end; ++at) complain(evidence, reads_[at], 0);
    }
}

}  // namespace hapax::check
