#include "world/rot.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "adapters/store/journal/tail_file.hpp"
#include "world/places.hpp"

namespace hapax::world {
namespace {

constexpr std::uint64_t sector = simulation::Inode::sector_bytes;
constexpr int looks_for_content = 20;
constexpr const char* in_journal = "the journal";
constexpr const char* in_archive = "the archive";
constexpr const char* in_mirror = "the mirror";

bool blank(const std::vector<std::byte>& bytes, std::uint64_t offset) {
    const std::uint64_t from = offset / sector * sector;
    const std::uint64_t to = std::min<std::uint64_t>(from + sector, bytes.size());
    return std::all_of(bytes.begin() + static_cast<std::ptrdiff_t>(from),
                       bytes.begin() + static_cast<std::ptrdiff_t>(to), [](std::byte b) { return b == std::byte{0}; });
}

bool inside(const std::string& path, std::string_view directory) {
    return !directory.empty() && path.size() > directory.size() && path.starts_with(directory) &&
           path[directory.size()] == '/';
}

}  // namespace

JournalOptions alone(const JournalOptions& journal, const std::string& directory) {
    JournalOptions options = journal;
    options.directory = directory;
    options.witness = "/none";
    options.archive.clear();
    options.mirror.clear();
    return options;
}

void Rot::strike_alive(Random random) {
    if (lies()) return;
    if (const auto site = draw_site(random)) turn(*site);
}

void Rot::at_rest() {
    auto random = std::exchange(waiting_, std::nullopt);
    if (!random || lies()) return;
    const auto site = draw_site(*random);
    if (!site) return;
    turn(*site);
    reach(reached_, "bit rot at rest");
}

void Rot::repair(const std::string& why) {
    if (disk_.repair() > 0) reach(reached_, "bit rot in " + where_ + ": " + why);
    where_.clear();
}

void Rot::mended() {
    if (!where_.empty() && !lies()) reach(reached_, "bit rot in " + std::exchange(where_, "") + ": mended at a start");
}

// As both would be without it. A frame that one of them has alone was never acknowledged, and forbids to mend.
bool Rot::mendable() const {
    if (journal_.mirror.empty() || (where_ != in_journal && where_ != in_mirror)) return false;
    simulation::SimDisk whole(1, disk_.image());
    whole.repair();
    const auto data = verify_journal(whole, alone(journal_, journal_.directory));
    const auto mirror = verify_journal(whole, alone(journal_, journal_.mirror));
    return data && mirror && data->end == mirror->end;
}

// Each kind of file is as likely, however many or large its files are.
std::optional<Rot::Site> Rot::draw_site(Random& random) const {
    std::map<std::string, std::vector<std::string>> kinds;
    const bool journal_too = tail_is_intact(journal_.directory);
    const bool mirror_too = tail_is_intact(journal_.mirror);
    for (const std::string& path : disk_.image().files()) {
        const std::string kind = kind_of(path);
        if ((kind == in_journal && !journal_too) || (kind == in_mirror && !mirror_too)) continue;
        if (!kind.empty() && !disk_.bytes(path).empty()) kinds[kind].push_back(path);
    }
    if (kinds.empty()) return std::nullopt;
    const auto kind = std::next(kinds.begin(), static_cast<std::ptrdiff_t>(random.below(kinds.size())));
    const std::string& path = kind->second[random.below(kind->second.size())];
    const std::vector<std::byte> bytes = disk_.bytes(path);
    std::uint64_t offset = random.below(bytes.size());
    for (int look = 0; look < looks_for_content && blank(bytes, offset); ++look) offset = random.below(bytes.size());
    return Site{kind->first, path, offset, std::byte{1} << random.below(8)};
}

// Nothing for what no start reads: spares, locks, files that are not in their place yet.
std::string Rot::kind_of(const std::string& path) const {
    const bool segment = path.ends_with(".seg");
    if (inside(path, journal_.directory)) {
        if (segment) return in_journal;
        return path.ends_with("/tail") ? "the tail file" : "";
    }
    if (inside(path, journal_.archive)) return segment ? in_archive : "";
    if (inside(path, journal_.mirror)) return segment ? in_mirror : "";
    if (inside(path, places::snapshots)) return "a snapshot";
    if (path == journal_.witness) return "the witness";
    return path == places::horizon ? "the horizon" : "";
}

bool Rot::tail_is_intact(const std::string& directory) const {
    if (directory.empty()) return false;
    simulation::SimDisk copy(1, disk_.image());
    const auto tail = journal::read_tail(copy, directory);
    return tail && *tail;
}

void Rot::turn(const Site& site) {
    const JournalOptions options = options_of(site.in);
    const bool records = site.in == in_archive || site.in == in_journal || site.in == in_mirror;
    const auto before = records ? verified(options) : std::nullopt;
    disk_.corrupt(site.path, site.offset, site.mask);
    where_ = site.in;
    reach(reached_, "bit rot in " + where_);
    if (before) judge(where_, *before, options);
}

// Whoever verifies finds it, or it is where nothing is. What looks like a torn frame is no finding where the tail file
// says that it was durable, but it is one in an archive, which holds whole copies only.
void Rot::judge(const std::string& in, const VerifyReport& before, const JournalOptions& options) {
    const auto after = verified(options);
    const bool told = !after || (after->torn_tail && !before.torn_tail && !acknowledges(before.end.position));
    reach(reached_, "bit rot in " + in + (told ? ": found by verification" : ": harmless"));
    if (told || (after->records == before.records && after->end == before.end)) return;
    broken_ = "verification passed over a turned bit in " + in + ": " + std::to_string(after->records) +
              " records instead of " + std::to_string(before.records);
}

JournalOptions Rot::options_of(const std::string& in) const {
    if (in == in_archive) return alone(journal_, journal_.archive);
    return in == in_mirror ? alone(journal_, journal_.mirror) : journal_;
}

bool Rot::acknowledges(Position position) const {
    if (where_ == in_archive) return false;
    simulation::SimDisk copy(1, disk_.image());
    const auto tail = journal::read_tail(copy, where_ == in_mirror ? journal_.mirror : journal_.directory);
    return tail && *tail && (*tail)->durable.position >= position;
}

std::optional<VerifyReport> Rot::verified(const JournalOptions& options) const {
    simulation::SimDisk copy(1, disk_.image());
    auto report = verify_journal(copy, options);
    if (!report) return std::nullopt;
    return *report;
}

}  // namespace hapax::world
