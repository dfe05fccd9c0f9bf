// views.mark: may the unsynced database beside it be trusted?
//
//   const auto mark = read_mark(path);
//   if (!mark || !trusted(*mark, boot_id, store_id)) delete the database;
//   write_mark(path, {store_id, boot_id, false});          // synced, before the first change
//
// A database that is never synced is whole as long as the machine runs, and again after a clean close. So:
//   1. The mark says `clean` only while the database is synced and closed.
//   2. The mark is written beside, synced, renamed, and the directory is synced: it is the old one or the new one.
//   3. A mark that is missing or cannot be read trusts nothing.
// Errors   write_mark(): no_space, or busy for anything else.
// Source   ARCHITECTURE.md, section 6.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "kernel/uuid.hpp"
#include "ports/driven/views.hpp"

namespace hapax::sqlite {

struct ViewsMark {
    Uuid store_id;
    std::string boot_id;  // of the machine; empty = unknown, then only a clean mark is trusted
    bool clean = false;
};

bool trusted(const ViewsMark& mark, const Uuid& store_id, const std::string& boot_id);

std::optional<ViewsMark> read_mark(const std::filesystem::path& path);
Result<void> write_mark(const std::filesystem::path& path, const ViewsMark& mark);

// Makes a file's or a directory's content durable; a file that is not there needs nothing.
Result<void> sync_path(const std::filesystem::path& path);

}  // namespace hapax::sqlite
