// PageCheck: every page of the database carries a checksum, and one that does not match it is not read.
//
//   sqlite3_open_v2(path, &handle, flags, page_check_vfs());    // of a connection that reads; wal_buffer_vfs() is above it
//   keep_room_for_checks(handle);                                // of one that may make the database, before anything else
//
// SQLite trusts what the disk gives back: a bit that turned in a row would be shown as a balance. Each page therefore
// ends in eight bytes that SQLite leaves alone: the checksum of what is before them, and the page's number, which a page
// that was written to another's place does not have. They are made when a page goes into the database and looked at
// when it comes out; the write-ahead log has checksums of SQLite's own, which it looks at when it recovers.
//
// Invariants
//   1. A page that is given to SQLite is one that was written there, or was never written and is all zero.
//   2. A database without room for the checks is not written.
// Errors   SQLITE_IOERR_DATA for a page that changed: the views are broken, and built anew.
// Threads  one connection's, as the connection.
// Source   https://sqlite.org/fileformat2.html#the_database_header, https://sqlite.org/vfs.html.
#pragma once

struct sqlite3;
struct sqlite3_vfs;

namespace hapax::sqlite {

// SQLite's default file system with this over its databases.
sqlite3_vfs* page_check_layer();
const char* page_check_vfs();

void keep_room_for_checks(sqlite3* handle);

}  // namespace hapax::sqlite
