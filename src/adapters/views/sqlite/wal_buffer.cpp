#include "adapters/views/sqlite/wal_buffer.hpp"

#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <string>

#include <sqlite3.h>

#include "adapters/views/sqlite/page_check.hpp"
#include "kernel/assert.hpp"

namespace hapax::sqlite {
namespace {

constexpr int header_bytes = 24;               // of a frame; the page follows
constexpr std::size_t waiting_max = 64 << 10;  // well below the 128 KiB that SQLite's own code writes in one call

// True for the header of a transaction's last frame: bytes 4 to 7 are the size of the database in pages, else zero.
bool ends_transaction(const char* header) {
    constexpr char nothing[4] = {};
    return std::memcmp(header + 4, nothing, sizeof nothing) != 0;
}

class WalBuffer {
 public:
    int write(sqlite3_file* file, const char* bytes, int size, sqlite3_int64 offset);
    int flush(sqlite3_file* file);

 private:
    int pass(sqlite3_file* file, const char* bytes, int size, sqlite3_int64 offset);

    std::string waiting_;
    sqlite3_int64 waiting_from_ = 0;
    sqlite3_int64 next_ = -1;  // where the write before ended
    bool last_frame_ = false;  // the page to come is the last of its transaction
};

int WalBuffer::write(sqlite3_file* file, const char* bytes, int size, sqlite3_int64 offset) {
    const bool header = size == header_bytes;
    const bool continues = offset == next_;
    const bool ends = !header && last_frame_;
    last_frame_ = header && ends_transaction(bytes);
    next_ = offset + size;
    if (!continues) return pass(file, bytes, size, offset);
    if (waiting_.empty()) waiting_from_ = offset;
    waiting_.append(bytes, static_cast<std::size_t>(size));
    return ends || waiting_.size() >= waiting_max ? flush(file) : SQLITE_OK;
}

int WalBuffer::pass(sqlite3_file* file, const char* bytes, int size, sqlite3_int64 offset) {
    if (const int code = flush(file); code != SQLITE_OK) return code;
    return file->pMethods->xWrite(file, bytes, size, offset);
}

int WalBuffer::flush(sqlite3_file* file) {
    if (waiting_.empty()) return SQLITE_OK;
    const int code = file->pMethods->xWrite(file, waiting_.data(), static_cast<int>(waiting_.size()), waiting_from_);
    waiting_.clear();
    if (code != SQLITE_OK) next_ = -1;
    return code;
}

// What SQLite holds as its file: ours, then the buffer, then the real one, in memory of SQLite's.
struct WalFile {
    sqlite3_file base;
    WalBuffer buffer;
};

constexpr std::size_t real_at =
    (sizeof(WalFile) + alignof(std::max_align_t) - 1) / alignof(std::max_align_t) * alignof(std::max_align_t);

WalFile* ours(sqlite3_file* file) {
    return reinterpret_cast<WalFile*>(file);
}

sqlite3_file* real(sqlite3_file* file) {
    return reinterpret_cast<sqlite3_file*>(reinterpret_cast<char*>(file) + real_at);
}

// The real file, with nothing waiting; `then` is done unless the flush failed.
template <class Then>
int flushed(sqlite3_file* file, Then then) {
    const int code = ours(file)->buffer.flush(real(file));
    return code == SQLITE_OK ? then(real(file)) : code;
}

int close_file(sqlite3_file* file) {
    const int flush_code = ours(file)->buffer.flush(real(file));
    const int code = real(file)->pMethods->xClose(real(file));
    std::destroy_at(ours(file));
    return flush_code == SQLITE_OK ? code : flush_code;
}

int read_file(sqlite3_file* file, void* bytes, int size, sqlite3_int64 offset) {
    return flushed(file, [&](sqlite3_file* f) { return f->pMethods->xRead(f, bytes, size, offset); });
}

int write_file(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
    return ours(file)->buffer.write(real(file), static_cast<const char*>(bytes), size, offset);
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
    return flushed(file, [&](sqlite3_file* f) { return f->pMethods->xTruncate(f, size); });
}

int sync_file(sqlite3_file* file, int flags) {
    return flushed(file, [&](sqlite3_file* f) { return f->pMethods->xSync(f, flags); });
}

int file_size(sqlite3_file* file, sqlite3_int64* size) {
    return flushed(file, [&](sqlite3_file* f) { return f->pMethods->xFileSize(f, size); });
}

int lock_file(sqlite3_file* file, int level) {
    return real(file)->pMethods->xLock(real(file), level);
}

int unlock_file(sqlite3_file* file, int level) {
    return real(file)->pMethods->xUnlock(real(file), level);
}

int check_reserved_lock(sqlite3_file* file, int* taken) {
    return real(file)->pMethods->xCheckReservedLock(real(file), taken);
}

int control_file(sqlite3_file* file, int operation, void* argument) {
    return flushed(file, [&](sqlite3_file* f) { return f->pMethods->xFileControl(f, operation, argument); });
}

int sector_size(sqlite3_file* file) {
    return real(file)->pMethods->xSectorSize(real(file));
}

int device_characteristics(sqlite3_file* file) {
    return real(file)->pMethods->xDeviceCharacteristics(real(file));
}

// Version 1: a write-ahead log is neither mapped nor does it hold the shared index.
const sqlite3_io_methods methods{1,
                                 close_file,
                                 read_file,
                                 write_file,
                                 truncate_file,
                                 sync_file,
                                 file_size,
                                 lock_file,
                                 unlock_file,
                                 check_reserved_lock,
                                 control_file,
                                 sector_size,
                                 device_characteristics,
                                 nullptr,
                                 nullptr,
                                 nullptr,
                                 nullptr,
                                 nullptr,
                                 nullptr};

int open_file(sqlite3_vfs*, sqlite3_filename name, sqlite3_file* file, int flags, int* got_flags) {
    sqlite3_vfs* const below = page_check_layer();
    if ((flags & SQLITE_OPEN_WAL) == 0) return below->xOpen(below, name, file, flags, got_flags);
    new (file) WalFile{};
    const int code = below->xOpen(below, name, real(file), flags, got_flags);
    if (code == SQLITE_OK) {
        file->pMethods = &methods;
    } else {
        std::destroy_at(ours(file));
        file->pMethods = nullptr;  // then SQLite does not close it
    }
    return code;
}

// Everything but opening is the layer's below, which does not look at the object it is called by.
sqlite3_vfs with_buffered_logs(const char* name) {
    sqlite3_vfs vfs = *page_check_layer();
    vfs.szOsFile += static_cast<int>(real_at);
    vfs.pNext = nullptr;
    vfs.zName = name;
    vfs.xOpen = open_file;
    return vfs;
}

}  // namespace

const char* wal_buffer_vfs() {
    static constexpr char name[] = "hapax-wal-buffer";
    static sqlite3_vfs vfs = with_buffered_logs(name);
    static const int registered = sqlite3_vfs_register(&vfs, 0);
    HAPAX_ASSERT(registered == SQLITE_OK, "SQLite takes a file system");
    return name;
}

}  // namespace hapax::sqlite
