// OfflineStore: the data of a service on this machine, for commands that look at it or mend it without a server.
//
//   auto store = OfflineStore::find(order.config);          // no_store when there is no journal
//   store->scan(Position{0}, "reading", take);              // beside a server too
//   if (auto mine = store->lock(); !mine) …                 // disk-locked: a server has it
//
// Errors   tool_errc::no_store; those of disk and journal.
// Threads  one.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "adapters/store/journal/journal.hpp"
#include "adapters/views/sqlite/stored_views.hpp"
#include "host/config/config.hpp"

namespace hapax::tools {

class OfflineStore {
 public:
    static Result<OfflineStore> find(const Config& config);

    Disk& disk() { return *disk_; }
    const JournalOptions& journal() const { return journal_; }
    const std::string& index_path() const { return index_path_; }
    SqliteViewsOptions views() const;

    // With a progress line. Answers the journal's end.
    Result<Mark> scan(Position after, const std::string& doing, const std::function<bool(const ScannedRecord&)>& take);
    Result<Mark> end();

    // Keeps servers out as long as it lives.
    Result<std::unique_ptr<DirectoryLock>> lock();

    // Whether nobody has the store now, for calls that take the lock themselves.
    Result<void> check_free();

 private:
    std::unique_ptr<Disk> disk_;
    JournalOptions journal_;
    std::string index_path_;
    std::string views_path_;
};

// What a start takes from the world.
JournalStart journal_start();

}  // namespace hapax::tools
