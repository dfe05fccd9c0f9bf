// Bytes → records. Byte 0 says how: as they are, or as the fields of a record whose length and checksum are then right,
// so that decoding meets the garbage itself.
//
// Promises  whatever decodes encodes to bytes that decode to the same; every way of decoding tells the same; what a
//           record says can be answered: its body is JSON and its headers stay on their lines; a bit that flips is
//           always noticed.
#include "adapters/edge/http/characters.hpp"
#include "codec/answer/answer.hpp"
#include "codec/crc32c.hpp"
#include "codec/json_document.hpp"
#include "codec/little_endian.hpp"
#include "codec/record/record.hpp"
#include "codec/record/record_format.hpp"
#include "fuzz/target.hpp"

namespace hapax::fuzz {
namespace {

using Bytes = std::vector<std::byte>;

Bytes sealed(std::string_view fields) {
    Bytes record(record_format::prefix_bytes + 1);
    record.back() = std::byte{record_format::version};
    const auto body = bytes_of(fields);
    record.insert(record.end(), body.begin(), body.end());
    record.shrink_to_fit();
    store_u32(record.data(), static_cast<std::uint32_t>(record.size() - record_format::prefix_bytes));
    const std::span<const std::byte> all(record);
    store_u32(record.data() + 4, crc32c(crc32c(0, all.first(4)), all.subspan(record_format::prefix_bytes)));
    return record;
}

Bytes encoded(const StoredCommit& stored) {
    Bytes bytes(record_size(stored.commit, stored.position, stored.version));
    write_record(stored.commit, stored.position, stored.version, bytes);
    return bytes;
}

void check_round_trip(const StoredCommit& stored) {
    const Bytes bytes = encoded(stored);
    const auto body = open_record(bytes);
    HAPAX_ASSERT(body && body->record_bytes == bytes.size(), "a record that we wrote cannot be opened");
    const auto again = decode_stored(body->fields);
    HAPAX_ASSERT(again && *again == stored, "a record that we wrote reads as another");
    HAPAX_ASSERT(encoded(*again) == bytes, "the same record is written in two ways");
}

void check_view(std::span<const std::byte> fields, const StoredCommit& stored) {
    RecordView view;
    HAPAX_ASSERT(decode_view(fields, view), "a record cannot be viewed, but read");
    const Commit& c = stored.commit;
    HAPAX_ASSERT(view.position == stored.position && view.version == stored.version, "a view has another place");
    HAPAX_ASSERT(view.operation == c.operation && view.outcome == c.outcome, "a view has another operation");
    HAPAX_ASSERT(view.caller_issuer == c.caller.issuer && view.caller_subject == c.caller.subject, "another caller");
    HAPAX_ASSERT(view.type == c.type && view.resource == c.resource, "a view has another command");
    HAPAX_ASSERT(view.stream_type == c.stream.type && view.stream_key == c.stream.key, "a view has another stream");
    HAPAX_ASSERT(view.correlation_id == c.correlation.correlation_id, "a view has another correlation");
    HAPAX_ASSERT(view.accepted_at == c.accepted_at && view.decided_at == c.decided_at, "a view has other times");
    HAPAX_ASSERT(view.events.size() == c.events.size(), "a view has other events");
    for (std::size_t i = 0; i < view.events.size(); ++i) {
        const bool same = view.events[i].type == c.events[i].type && view.events[i].schema == c.events[i].schema &&
                          view.events[i].payload == c.events[i].payload;
        HAPAX_ASSERT(same, "a view has another event");
    }
    PendingChanges changes;
    HAPAX_ASSERT(decode_pending(fields, changes), "what is pending cannot be read, but the record can");
    HAPAX_ASSERT(changes.opened == c.opened && changes.closed == c.closed, "other items are pending");
}

// Renderer, reply fields and code come from us, as a known number, as JSON and as a word; all else may hold anything.
void check_answer(StoredCommit stored) {
    stored.commit.reply.renderer = 1;
    JsonDocument document;
    std::string& fields = stored.commit.reply.fields;
    const bool object = !document.parse(fields) && document.root().kind() == JsonView::Kind::object;
    if (!object || fields.front() != '{' || fields.back() != '}') fields.clear();
    if (!http::token_class.all(stored.commit.reply.code)) stored.commit.reply.code = "code";
    Answer answer;
    render_answer(stored, answer);
    const auto problem = document.parse(answer.body);
    HAPAX_ASSERT(!problem || problem->find("twice") != std::string::npos || problem->find("too") != std::string::npos ||
                     problem->find("deeper") != std::string::npos,
                 "an answer is not JSON");
    for (const auto& header : {answer.location, answer.operation, answer.resource, answer.etag, answer.position}) {
        HAPAX_ASSERT(std::all_of(header.begin(), header.end(), http::value_character), "a header breaks its line");
    }
}

void check_flip(Bytes record, std::uint32_t at) {
    const std::size_t bit = at % (record.size() * 8);
    record[bit / 8] ^= std::byte{1} << bit % 8;
    HAPAX_ASSERT(!open_record(record), "a flipped bit was not noticed");
}

}  // namespace

HAPAX_FUZZ_TARGET(record_codec) {
    const bool raw = input.take_byte() % 4 == 0;
    const std::uint32_t flip = input.take_u16();
    const std::string_view rest = input.take_rest();
    const auto given = bytes_of(rest);
    const Bytes record = raw ? Bytes(given.begin(), given.end()) : sealed(rest);
    const auto body = open_record(record);
    if (!body) return;
    HAPAX_ASSERT(body->record_bytes <= record.size(), "a record reaches past its bytes");
    check_flip(Bytes(record.begin(), record.begin() + static_cast<std::ptrdiff_t>(body->record_bytes)), flip);
    const auto stored = decode_stored(body->fields);
    if (!stored) {
        RecordView view;
        PendingChanges changes;
        (void)decode_view(body->fields, view);
        (void)decode_pending(body->fields, changes);
        return;
    }
    check_round_trip(*stored);
    check_view(body->fields, *stored);
    check_answer(*stored);
}

}  // namespace hapax::fuzz
