// FileSystem: names and inodes of a simulated disk, as the running machine sees them and as a crash leaves them.
//
//   FileSystem before = disk.image();             // a value: keep it, crash it again and again
//
// Names change in the cache at once and on the disk by sync_directory(). A change that was not synced is kept or lost
// by itself, but never without an earlier one of the same name: a rename is seen whole or not at all, and the file that
// it moves is not lost. Directories are durable when they are made; they are neither renamed nor removed.
// Errors   disk_errc, as the port says.
// Threads  a value.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "ports/driven/disk.hpp"
#include "simulation/disk/inode.hpp"

namespace hapax::simulation {

using InodeId = std::uint64_t;

std::string normal_path(const std::string& path);
std::string parent_of(const std::string& path);

class FileSystem {
 public:
    Result<InodeId> find(const std::string& path) const;
    Result<InodeId> create(const std::string& path);
    Result<void> rename(const std::string& from, const std::string& to);
    Result<void> remove(const std::string& path);
    Result<std::vector<std::string>> list(const std::string& directory) const;
    Result<void> make_directory(const std::string& path);
    Result<void> sync_directory(const std::string& path);

    Inode& inode(InodeId id) { return inodes_.at(id); }
    const Inode& inode(InodeId id) const { return inodes_.at(id); }
    bool has_directory(const std::string& path) const { return directories_.contains(path); }
    std::vector<std::string> files() const;  // whole paths, sorted
    std::uint64_t bytes_used() const;
    std::size_t flipped() const;  // bytes that Inode::flip() damaged
    std::size_t unflip();         // answers how many there were

    // After either, ids of open files mean nothing any more.
    CrashToll crash_machine(Random& random, const SectorOdds& odds);
    void crash_process(Random& random);

    // Every file in a directory is gone for good: its disk was replaced by an empty one.
    void lose(const std::string& directory);

 private:
    using Names = std::map<std::string, InodeId>;

    // create has no `from`, remove no `to`.
    struct NameChange {
        std::string from;
        std::string to;
        InodeId inode;

        bool names(const std::string& path) const { return !path.empty() && (from == path || to == path); }
        bool meets(const NameChange& other) const { return names(other.from) || names(other.to); }
        bool inside(const std::string& directory) const;
        void apply(Names& names) const;
    };

    void change(NameChange change);
    void drop_unreachable();

    std::set<std::string> directories_{".", "/"};
    Names names_;
    Names durable_names_;
    std::vector<NameChange> unsynced_;
    std::map<InodeId, Inode> inodes_;
    InodeId next_inode_ = 1;
};

}  // namespace hapax::simulation
