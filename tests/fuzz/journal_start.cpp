// A journal of three lives on a simulated disk, damaged as the input says → verify, scan and start.
//
// Input     byte 0: is the loss accepted first? Then changes: a byte says what, a byte says to which file, and where.
// Promises  nothing crashes; whatever is shown afterwards was written, at its position; and as long as the tail file and
//           the witness are whole, a start that succeeds has everything that was acknowledged.
#include <string>
#include <vector>

#include "adapters/store/journal/journal.hpp"
#include "fuzz/target.hpp"
#include "simulation/disk/sim_disk.hpp"
#include "simulation/index/index_twin.hpp"

namespace hapax::fuzz {
namespace {

constexpr std::size_t changes_most = 8;

JournalOptions small() {
    JournalOptions options;
    options.directory = "/data/journal";
    options.witness = "/data.witness";
    options.segment_bytes = 16 << 10;
    options.prepared_segments = prepared_segments_min;
    options.recent_records_max = 8;
    return options;
}

JournalStart start_number(std::uint64_t n) {
    return {Timestamp{1'763'800'000'000'000}, {mixed(n), mixed(~n)}};
}

Commit commit_number(std::uint64_t n) {
    Commit commit;
    commit.operation = {OperationId{Uuid::v7(1'763'800'000'000, mixed(n), mixed(~n))}, CallerScope{1}};
    commit.type = "Deposit";
    commit.stream = {"account", std::to_string(n % 3)};
    commit.events = {{"MoneyDeposited", 1, std::string(10 + n * 7 % 900, static_cast<char>('a' + n % 26))}};
    return commit;
}

struct Original {
    simulation::FileSystem image;
    std::vector<Commit> acknowledged;
    std::vector<std::string> files;
};

void live(simulation::SimDisk& disk, Original& original, std::uint64_t life) {
    simulation::IndexTwin twin;
    const auto index = twin.open();
    auto store = open_journal(disk, *index, start_number(life), small());
    HAPAX_ASSERT(store, "an untouched journal starts");
    Instant now{std::chrono::hours{life}};
    for (int batch = 0; batch < 5; ++batch) {
        std::vector<Commit> commits;
        for (int i = 0; i <= batch % 3; ++i)
            commits.push_back(commit_number(original.acknowledged.size() + commits.size()));
        HAPAX_ASSERT((*store)->append(commits), "an untouched journal takes records");
        original.acknowledged.insert(original.acknowledged.end(), commits.begin(), commits.end());
        for (int i = 0; i < 20; ++i) (void)(*store)->maintain(now += std::chrono::milliseconds{100});
    }
    if (life == 2) HAPAX_ASSERT((*store)->seal(), "an untouched journal can be sealed");
}

const Original& original() {
    static const Original made = [] {
        Original o;
        simulation::SimDisk disk(1);
        for (std::uint64_t life = 1; life <= 3; ++life) {
            live(disk, o, life);
            disk.crash_process();
        }
        o.image = disk.image();
        o.files = o.image.files();
        return o;
    }();
    return made;
}

// What a disk, or somebody with an editor, may do to a file. Answers whether tail file or witness were hit.
class Damage {
 public:
    explicit Damage(simulation::SimDisk& disk) : disk_(disk) {}

    bool take(Input& input) {
        for (std::size_t i = 0; i < changes_most && !input.empty(); ++i) change(input);
        return evidence_;
    }

 private:
    void change(Input& input) {
        const std::uint8_t what = input.take_byte();
        const std::string& path = original().files[input.take_byte() % original().files.size()];
        evidence_ = evidence_ || path.ends_with("/tail") || path.ends_with(".witness");
        if (what % 16 == 15) {
            (void)disk_.remove(path);
            return;
        }
        auto file = disk_.open(path, Open::write);
        if (!file) return;
        const std::uint64_t size = *(*file)->size();
        if (size == 0) return;
        const std::uint64_t at = input.take_u16() % size;
        if (what % 16 == 14) {
            (void)(*file)->truncate(at);
        } else if (what % 16 >= 12) {
            copy_sector(**file, at, input.take_u16() % size);
        } else {
            write(**file, at, input.take(1 + what % 4));
        }
    }

    static void write(File& file, std::uint64_t at, std::string_view text) { (void)file.write_at(at, bytes_of(text)); }

    static void copy_sector(File& file, std::uint64_t from, std::uint64_t to) {
        constexpr std::uint64_t sector = 512;
        std::vector<std::byte> bytes(sector);
        const auto read = file.read_at(from / sector * sector, bytes);
        bytes.resize(read.value_or(0));
        (void)file.write_at(to / sector * sector, bytes);
    }

    simulation::SimDisk& disk_;
    bool evidence_ = false;
};

void check_log(EventStore& store) {
    const auto& expected = original().acknowledged;
    Position after{};
    for (;;) {
        const auto batch = store.read_log(after, {});
        if (!batch || batch->records.empty()) break;
        for (const RecordView& record : batch->records) {
            const std::uint64_t at = record.position.value;
            HAPAX_ASSERT(at == after.value + 1 && at <= expected.size(), "a position that was never written is shown");
            const Commit& c = expected[at - 1];
            HAPAX_ASSERT(record.operation == c.operation && record.events[0].payload == c.events[0].payload,
                         "another record than the written one is shown");
            after = record.position;
        }
    }
    for (const Commit& c : expected) {
        const auto found = store.find(c.operation);
        HAPAX_ASSERT(!found || !*found || (*found)->commit == c, "another operation than the written one is found");
    }
}

void start(simulation::SimDisk& disk, bool complete) {
    simulation::IndexTwin twin;
    const auto index = twin.open();
    const auto store = open_journal(disk, *index, start_number(9), small());
    if (!store) return;
    const bool all = (*store)->durable().value == original().acknowledged.size();
    HAPAX_ASSERT(all || !complete, "a start passed over acknowledged history");
    check_log(**store);
    if (complete) {
        for (const Commit& c : original().acknowledged) HAPAX_ASSERT(*(*store)->find(c.operation), "a record is gone");
    }
}

}  // namespace

HAPAX_FUZZ_TARGET(journal_start) {
    const bool accepted = input.take_byte() % 8 == 7;
    simulation::SimDisk disk(2, original().image);
    disk.crash_process();
    const bool evidence = Damage(disk).take(input);
    (void)verify_journal(disk, small());
    (void)scan_journal(disk, small(), Position{0}, [](const ScannedRecord&) { return true; });
    if (accepted) {
        simulation::IndexTwin twin;
        const auto index = twin.open();
        (void)accept_loss(disk, *index, start_number(8), small());
    }
    start(disk, !evidence && !accepted);
}

}  // namespace hapax::fuzz
