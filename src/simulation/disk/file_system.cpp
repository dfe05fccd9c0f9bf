#include "simulation/disk/file_system.hpp"

#include <algorithm>
#include <filesystem>
#include <iterator>

namespace hapax::simulation {
namespace {

// Nearly every path is normal as it comes: nothing empty, no "." or ".." between slashes, no slash at the end.
bool is_normal(std::string_view path) {
    if (path.empty() || (path.size() > 1 && path.back() == '/')) return false;
    for (std::size_t at = path.starts_with('/') ? 1 : 0; at < path.size();) {
        const std::size_t end = std::min(path.find('/', at), path.size());
        const std::string_view name = path.substr(at, end - at);
        if (name.empty() || name == "." || name == "..") return false;
        at = end + 1;
    }
    return true;
}

std::string_view parent_view(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    if (slash == std::string_view::npos) return ".";
    return slash == 0 ? path.substr(0, 1) : path.substr(0, slash);
}

}  // namespace

std::string normal_path(const std::string& path) {
    if (is_normal(path)) return path;
    std::string normal = std::filesystem::path(path).lexically_normal().string();
    if (normal.size() > 1 && normal.back() == '/') normal.pop_back();
    return normal.empty() ? "." : normal;
}

std::string parent_of(const std::string& path) {
    return std::string(parent_view(path));
}

Result<InodeId> FileSystem::find(const std::string& path) const {
    if (has_directory(path)) return fail(disk_errc::io, path + " is a directory");
    const auto found = names_.find(path);
    if (found == names_.end()) return fail(disk_errc::not_found, path);
    return found->second;
}

Result<InodeId> FileSystem::create(const std::string& path) {
    if (!has_directory(parent_of(path))) return fail(disk_errc::not_found, parent_of(path));
    if (names_.contains(path) || has_directory(path)) return fail(disk_errc::exists, path);
    const InodeId id = next_inode_++;
    inodes_[id];
    change({"", path, id});
    return id;
}

Result<void> FileSystem::rename(const std::string& from, const std::string& to) {
    const auto id = find(from);
    if (!id) return pass_on(id);
    if (!has_directory(parent_of(to))) return fail(disk_errc::not_found, parent_of(to));
    if (has_directory(to)) return fail(disk_errc::io, to + " is a directory");
    if (from != to) change({from, to, *id});
    return {};
}

Result<void> FileSystem::remove(const std::string& path) {
    const auto id = find(path);
    if (!id) return pass_on(id);
    change({path, "", *id});
    return {};
}

Result<std::vector<std::string>> FileSystem::list(const std::string& directory) const {
    if (!has_directory(directory)) return fail(disk_errc::not_found, directory);
    std::vector<std::string> inside;
    const auto add = [&](const std::string& path) {
        if (path != directory && path != "." && parent_view(path) == directory) {
            inside.push_back(path.substr(path.rfind('/') + 1));
        }
    };
    for (const auto& entry : names_) add(entry.first);
    for (const std::string& path : directories_) add(path);
    std::sort(inside.begin(), inside.end());
    return inside;
}

Result<void> FileSystem::make_directory(const std::string& path) {
    if (has_directory(path)) return {};
    if (names_.contains(path)) return fail(disk_errc::exists, path);
    auto parent = make_directory(parent_of(path));
    if (parent) directories_.insert(path);
    return parent;
}

// What it makes durable takes along every earlier change of the same names, also of another directory.
Result<void> FileSystem::sync_directory(const std::string& path) {
    if (!has_directory(path)) return fail(disk_errc::not_found, path);
    std::vector<const NameChange*> durable;  // the last one first
    for (auto change = unsynced_.rbegin(); change != unsynced_.rend(); ++change) {
        const auto needs = [&](const NameChange* later) { return change->meets(*later); };
        if (change->inside(path) || std::any_of(durable.begin(), durable.end(), needs)) durable.push_back(&*change);
    }
    const auto is_durable = [&](const NameChange& change) {
        if (durable.empty() || durable.back() != &change) return false;
        change.apply(durable_names_);
        durable.pop_back();
        return true;
    };
    std::vector<NameChange> left;
    for (NameChange& change : unsynced_) {
        if (!is_durable(change)) left.push_back(std::move(change));
    }
    unsynced_ = std::move(left);
    return {};
}

std::vector<std::string> FileSystem::files() const {
    std::vector<std::string> paths;
    std::transform(names_.begin(), names_.end(), std::back_inserter(paths),
                   [](const auto& entry) { return entry.first; });
    return paths;
}

std::uint64_t FileSystem::bytes_used() const {
    std::uint64_t used = 0;
    for (const auto& entry : names_) used += inodes_.at(entry.second).size();
    return used;
}

std::size_t FileSystem::flipped() const {
    std::size_t bytes = 0;
    for (const auto& entry : inodes_) bytes += entry.second.flipped();
    return bytes;
}

std::size_t FileSystem::unflip() {
    std::size_t bytes = 0;
    for (auto& entry : inodes_) bytes += entry.second.unflip();
    return bytes;
}

CrashToll FileSystem::crash_machine(Random& random, const SectorOdds& odds) {
    CrashToll toll;
    const std::uint32_t lost_chance = static_cast<std::uint32_t>(random.below(3)) * (always / 2);  // none, half, all
    std::vector<NameChange> lost;
    for (const NameChange& change : unsynced_) {
        const auto needs = [&](const NameChange& earlier) { return change.meets(earlier); };
        if (random.chance(lost_chance) || std::any_of(lost.begin(), lost.end(), needs)) {
            lost.push_back(change);
            ++(change.from.empty() || change.to.empty() ? toll.names_lost : toll.renames_lost);
        } else {
            change.apply(durable_names_);
        }
    }
    unsynced_.clear();
    names_ = durable_names_;
    drop_unreachable();
    for (auto& entry : inodes_) entry.second.crash_machine(random, odds, toll);
    return toll;
}

void FileSystem::crash_process(Random& random) {
    drop_unreachable();
    for (auto& entry : inodes_) entry.second.crash_process(random);
}

void FileSystem::lose(const std::string& directory) {
    for (Names* names : {&names_, &durable_names_}) {
        std::erase_if(*names, [&](const auto& entry) { return parent_view(entry.first) == directory; });
    }
    std::erase_if(unsynced_, [&](const NameChange& change) { return change.inside(directory); });
    drop_unreachable();
}

bool FileSystem::NameChange::inside(const std::string& directory) const {
    return (!from.empty() && parent_view(from) == directory) || (!to.empty() && parent_view(to) == directory);
}

void FileSystem::NameChange::apply(Names& names) const {
    if (!from.empty()) names.erase(from);
    if (!to.empty()) names[to] = inode;
}

void FileSystem::change(NameChange change) {
    change.apply(names_);
    unsynced_.push_back(std::move(change));
}

void FileSystem::drop_unreachable() {
    std::set<InodeId> reachable;
    for (const Names* names : {&names_, &durable_names_}) {
        for (const auto& entry : *names) reachable.insert(entry.second);
    }
    for (const NameChange& change : unsynced_) reachable.insert(change.inode);
    std::erase_if(inodes_, [&](const auto& entry) { return !reachable.contains(entry.first); });
}

}  // namespace hapax::simulation
