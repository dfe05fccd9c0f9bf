#include "tampered_copy.hpp"

#include "adapters/store/journal/frame_format.hpp"
#include "adapters/store/journal/segment_format.hpp"
#include "kernel/assert.hpp"

namespace hapax::simulated_bank {
namespace {

constexpr int upkeeps_max = 100;  // until there is space for one more record

Commit another(std::uint64_t number) {
    Commit commit;
    commit.operation = {OperationId{Uuid::v7(1, number, number)}, CallerScope{number}};
    commit.stream = {"account", "restored"};
    commit.type = "Deposit";
    commit.outcome = Outcome::rejected;
    commit.reply.code = "another-history";
    return commit;
}

}  // namespace

TamperedCopy::TamperedCopy(const OldCopy& old, const JournalOptions& options)
    : disk_(options.segment_bytes, old.files), index_(old.index.copy()), options_(options) {
    options_.archive.clear();
    options_.mirror.clear();  // a second copy would mend what is done to this one
}

Result<std::unique_ptr<EventStore>> TamperedCopy::open() {
    opened_ = nullptr;
    opened_ = index_.open();
    return open_journal(disk_, *opened_, {Timestamp{}, {++starts_, starts_}}, options_);
}

void TamperedCopy::forget_evidence() {
    for (const std::string& path : {tail_path(), options_.witness}) (void)disk_.remove(path);
    opened_ = nullptr;
    index_ = simulation::IndexTwin();
}

void TamperedCopy::bring(const simulation::SimDisk& from, const std::string& path) {
    copy_file(from, disk_, path);
}

void TamperedCopy::damage() {
    disk_.corrupt(last_segment(), journal::segment_header_bytes + journal::frame_header_bytes + 1, std::byte{1});
}

std::string TamperedCopy::last_segment() const {
    std::string last;
    for (const std::string& path : disk_.image().files()) {
        if (path.starts_with(options_.directory) && path.ends_with(".seg")) last = path;
    }
    return last;
}

void append_one(EventStore& store, Instant& now, std::uint64_t number) {
    for (int i = 0; i < upkeeps_max; ++i) {
        const Commit commit = another(number);
        if (store.append({&commit, 1})) return;
        now += std::chrono::seconds(2);
        (void)store.maintain(now);
    }
    HAPAX_ASSERT(false, "a calm disk takes one more record");
}

void copy_file(const simulation::SimDisk& from, simulation::SimDisk& to, const std::string& path) {
    const auto bytes = from.bytes(path);
    const auto file = to.open(path, Open::create);
    HAPAX_ASSERT(file && (*file)->write_at(0, bytes), "a copy takes a file");
}

}  // namespace hapax::simulated_bank
