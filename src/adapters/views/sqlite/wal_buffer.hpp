// WalBuffer: what SQLite writes to its write-ahead log, gathered into a few large writes.
//
//   sqlite3_open_v2(path, &handle, flags, wal_buffer_vfs());    // of the connection that writes
//
// SQLite writes each page of a transaction with two calls, 24 bytes of header and the page; a small transaction over
// many accounts is a hundred such pairs. Here they wait in memory, and leave in one call with the last page of the
// transaction: the one whose header carries the size of the database. Nobody reads a page of the log before SQLite
// publishes the transaction in the shared index, which it does after that.
//
// Invariants
//   1. Only what continues the write before it waits. Everything else, and all of it before anything but a write is
//      done with the file, goes to the file at once and in order.
//   2. When a commit's last write has returned, the file has all of it.
//   3. After a failed write nothing waits any more; SQLite hears of it in the call that failed and gives the
//      transaction up.
// Errors   those of the file, at the latest by the last write of the transaction.
// Threads  one connection's, as the connection.
// Source   https://sqlite.org/fileformat2.html#walformat, https://sqlite.org/vfs.html; decision 0019.
#pragma once

namespace hapax::sqlite {

// The name of the file system that checks pages, with this under its write-ahead logs.
const char* wal_buffer_vfs();

}  // namespace hapax::sqlite
