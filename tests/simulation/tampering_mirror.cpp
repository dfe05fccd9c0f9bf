#include "tampering_mirror.hpp"

#include "violation.hpp"

namespace hapax::simulated_bank {
namespace {

using simulation::FileSystem;
using simulation::SimDisk;

constexpr std::uint64_t records_between = 3;

// What is on the disk at a moment of a life, and how far that was.
struct Left {
    FileSystem files;
    Position end;
};

class Copies {
 public:
    Copies(world::World& world, const OldCopy& old, const JournalOptions& options, Random random)
        : world_(world), old_(old), options_(options), random_(random) {
        options_.archive.clear();
    }

    void check() {
        if (!live(old_.files)) return;  // a copy made while the first segment was
        switch (random_.below(4)) {
            case 0:
                return check_older(options_.directory);
            case 1:
                return check_older(options_.mirror);
            case 2:
                return check_diverged();
            default:
                return check_blind();
        }
    }

 private:
    // Both go on in one segment; what one of them was in between is its older copy.
    bool live(const FileSystem& files) {
        SimDisk disk(options_.segment_bytes, files);
        const auto store = open(disk, options_);
        if (!store) return false;
        older_.end = append(*store->store);
        older_.files = disk.image();
        younger_.end = append(*store->store);
        younger_.files = disk.image();
        return true;
    }

    void check_older(const std::string& directory) {
        SimDisk disk = put_together(younger_.files, directory, older_.files);
        auto store = open(disk, options_);
        require(store && store->store->durable() == younger_.end,
                "C18 loss guard: of two copies the younger one is not served", [&] { return directory; });
        store.reset();  // who verifies locks the directory
        for (const std::string& copy : {options_.directory, options_.mirror}) {
            const auto report = verify_journal(disk, world::alone(options_, copy));
            require(report && report->end.position >= younger_.end, "C18 loss guard: a copy was not mended", copy);
        }
        world::reach(world_.reached(), "an older copy was mended");
    }

    // The mirror went on from where it was older.
    void check_diverged() {
        SimDisk disk(options_.segment_bytes, older_.files);
        JournalOptions alone = options_;
        alone.directory = options_.mirror;
        alone.mirror.clear();
        {
            const auto store = open(disk, alone);
            require(store != nullptr, "a mirror alone is refused", "");
            append(*store->store);
        }
        SimDisk both = put_together(younger_.files, options_.mirror, disk.image());
        for (const std::string& told : {options_.directory + "/tail", options_.mirror + "/tail", options_.witness}) {
            (void)both.remove(told);  // each would know better by itself
        }
        require(!open(both, options_), "C18 loss guard: two histories are served as one", options_.mirror);
        world::reach(world_.reached(), "two histories were refused");
    }

    void check_blind() {
        SimDisk disk(options_.segment_bytes, younger_.files);
        disk.lose(options_.directory);
        (void)disk.remove(options_.witness);
        require(!open(disk, options_), "C18 loss guard: a journal is filled from anybody's mirror", options_.mirror);
        world::reach(world_.reached(), "a mirror of nobody knows whom was refused");
    }

    struct Opened {
        simulation::IndexTwin twin;
        std::unique_ptr<Index> index = twin.open();
        std::unique_ptr<EventStore> store;
    };
    std::unique_ptr<Opened> open(SimDisk& disk, const JournalOptions& options) {
        auto opened = std::make_unique<Opened>();
        auto store = open_journal(disk, *opened->index, {Timestamp{}, {++starts_, ~starts_}}, options);
        if (!store) return nullptr;
        opened->store = *std::move(store);
        return opened;
    }

    Position append(EventStore& store) {
        for (std::uint64_t i = 0; i < records_between; ++i) append_one(store, time_, ++appended_);
        return store.durable();
    }

    // One directory of another disk in the place of the one that is there.
    SimDisk put_together(const FileSystem& files, const std::string& directory, const FileSystem& others) const {
        SimDisk disk(options_.segment_bytes, files);
        disk.lose(directory);
        const SimDisk from(options_.segment_bytes, others);
        for (const std::string& path : from.image().files()) {
            if (path.starts_with(directory + "/")) copy_file(from, disk, path);
        }
        return disk;
    }

    world::World& world_;
    const OldCopy& old_;
    JournalOptions options_;
    Random random_;
    Left older_;
    Left younger_;
    Instant time_{};
    std::uint64_t starts_ = 0;
    std::uint64_t appended_ = 0;
};

}  // namespace

void check_tampered_copies(world::World& world, const OldCopy& old, const JournalOptions& options, Random random) {
    Copies(world, old, options, random).check();
}

}  // namespace hapax::simulated_bank
