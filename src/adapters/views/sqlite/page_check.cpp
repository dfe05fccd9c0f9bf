#include "adapters/views/sqlite/page_check.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <span>

#include <sqlite3.h>

#include "codec/crc32c.hpp"
#include "codec/little_endian.hpp"
#include "kernel/assert.hpp"

namespace hapax::sqlite {
namespace {

constexpr int page_bytes = 4096;
constexpr int check_bytes = 8;
constexpr int content_bytes = page_bytes - check_bytes;
constexpr int reserve_offset = 20;  // in the first page: how many bytes at the end of each SQLite leaves alone

using Page = std::array<std::byte, page_bytes>;

bool whole_page(int size, sqlite3_int64 offset) {
    return size == page_bytes && offset % page_bytes == 0;
}

std::uint32_t number_of(sqlite3_int64 offset) {
    return static_cast<std::uint32_t>(offset / page_bytes + 1);
}

std::uint32_t checksum(std::span<const std::byte> page) {
    return crc32c(0, page.first(content_bytes));
}

void seal(Page& page, sqlite3_int64 offset) {
    store_u32(page.data() + content_bytes, checksum(page));
    store_u32(page.data() + content_bytes + 4, number_of(offset));
}

// What the file was made longer by and nobody wrote is zero.
bool sound(std::span<const std::byte> page, sqlite3_int64 offset) {
    const std::byte* const check = page.data() + content_bytes;
    if (load_u32(check) == checksum(page) && load_u32(check + 4) == number_of(offset)) return true;
    return std::ranges::all_of(page, [](std::byte b) { return b == std::byte{0}; });
}

// What SQLite holds as its file: ours, then the real one, in memory of SQLite's.
constexpr std::size_t real_at =
    (sizeof(sqlite3_file) + alignof(std::max_align_t) - 1) / alignof(std::max_align_t) * alignof(std::max_align_t);

sqlite3_file* real(sqlite3_file* file) {
    return reinterpret_cast<sqlite3_file*>(reinterpret_cast<char*>(file) + real_at);
}

int close_file(sqlite3_file* file) {
    return real(file)->pMethods->xClose(real(file));
}

int read_file(sqlite3_file* file, void* bytes, int size, sqlite3_int64 offset) {
    const int code = real(file)->pMethods->xRead(real(file), bytes, size, offset);
    if (code != SQLITE_OK || !whole_page(size, offset)) return code;
    return sound({static_cast<const std::byte*>(bytes), page_bytes}, offset) ? SQLITE_OK : SQLITE_IOERR_DATA;
}

int write_file(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
    if (!whole_page(size, offset)) return SQLITE_IOERR_WRITE;  // never of a database with pages of this size
    Page page;
    std::memcpy(page.data(), bytes, page_bytes);
    if (offset == 0 && page[reserve_offset] != std::byte{check_bytes}) return SQLITE_IOERR_WRITE;
    seal(page, offset);
    return real(file)->pMethods->xWrite(real(file), page.data(), size, offset);
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
    return real(file)->pMethods->xTruncate(real(file), size);
}

int sync_file(sqlite3_file* file, int flags) {
    return real(file)->pMethods->xSync(real(file), flags);
}

int file_size(sqlite3_file* file, sqlite3_int64* size) {
    return real(file)->pMethods->xFileSize(real(file), size);
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
    return real(file)->pMethods->xFileControl(real(file), operation, argument);
}

int sector_size(sqlite3_file* file) {
    return real(file)->pMethods->xSectorSize(real(file));
}

int device_characteristics(sqlite3_file* file) {
    return real(file)->pMethods->xDeviceCharacteristics(real(file));
}

int map_shared(sqlite3_file* file, int region, int size, int extend, void volatile** memory) {
    return real(file)->pMethods->xShmMap(real(file), region, size, extend, memory);
}

int lock_shared(sqlite3_file* file, int offset, int count, int flags) {
    return real(file)->pMethods->xShmLock(real(file), offset, count, flags);
}

void barrier_shared(sqlite3_file* file) {
    real(file)->pMethods->xShmBarrier(real(file));
}

int unmap_shared(sqlite3_file* file, int remove) {
    return real(file)->pMethods->xShmUnmap(real(file), remove);
}

// Version 2: it has the shared index of a write-ahead log, and cannot be mapped, since nobody would look then.
const sqlite3_io_methods methods{2,
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
                                 map_shared,
                                 lock_shared,
                                 barrier_shared,
                                 unmap_shared,
                                 nullptr,
                                 nullptr};

sqlite3_vfs* default_vfs() {
    static sqlite3_vfs* const found = sqlite3_vfs_find(nullptr);
    HAPAX_ASSERT(found != nullptr, "SQLite has a default file system");
    return found;
}

int open_file(sqlite3_vfs*, sqlite3_filename name, sqlite3_file* file, int flags, int* got_flags) {
    sqlite3_vfs* const below = default_vfs();
    if ((flags & SQLITE_OPEN_MAIN_DB) == 0) return below->xOpen(below, name, file, flags, got_flags);
    file->pMethods = nullptr;  // until it is open; then SQLite closes it
    const int code = below->xOpen(below, name, real(file), flags, got_flags);
    if (code == SQLITE_OK) file->pMethods = &methods;
    return code;
}

// Everything but opening is the default's own code, which does not look at the object it is called by.
sqlite3_vfs checked(const char* name) {
    sqlite3_vfs vfs = *default_vfs();
    vfs.szOsFile += static_cast<int>(real_at);
    vfs.pNext = nullptr;
    vfs.zName = name;
    vfs.xOpen = open_file;
    return vfs;
}

}  // namespace

sqlite3_vfs* page_check_layer() {
    static sqlite3_vfs vfs = checked("hapax-page-check");
    static const int registered = sqlite3_vfs_register(&vfs, 0);
    HAPAX_ASSERT(registered == SQLITE_OK, "SQLite takes a file system");
    return &vfs;
}

const char* page_check_vfs() {
    return page_check_layer()->zName;
}

void keep_room_for_checks(sqlite3* handle) {
    int bytes = check_bytes;
    const int code = sqlite3_file_control(handle, "main", SQLITE_FCNTL_RESERVE_BYTES, &bytes);
    HAPAX_ASSERT(code == SQLITE_OK, "SQLite can leave bytes of a page alone");
}

}  // namespace hapax::sqlite
