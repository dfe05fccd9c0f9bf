/* fault.so: makes the n-th call of one kind fail, for LD_PRELOAD.
 *
 *   HAPAX_FAULT=fdatasync:17:EIO            the 17th fdatasync fails, once
 *   HAPAX_FAULT=pwrite:5+:ENOSPC            the 5th and all later ones fail
 *   HAPAX_FAULT=pwrite:9:short              the 9th writes half of its bytes and says so
 *   HAPAX_FAULT=fdatasync:17:lost           the 17th fails with EIO, and what was last written through it is zeros: a
 *                                           disk that reports an error once and keeps the page as a clean one
 *   HAPAX_FAULT=fdatasync:1+:delay=20       each takes 20 ms longer
 *   HAPAX_FAULT=fdatasync:1+:hang           each returns when the file of HAPAX_FAULT_WHEN is gone
 *   HAPAX_FAULT=pwrite:9:torn               the 9th writes half of its bytes, and the process ends
 *   HAPAX_FAULT=rename:2:exit               the process ends at the 2nd, before it is done
 *   HAPAX_FAULT_PATH=/journal/              only files whose path contains this count
 *   HAPAX_FAULT_WHEN=/tmp/armed             counting begins when this file exists
 *   HAPAX_FAULT_COUNTS=/tmp/counts          how often each call was made: 64-bit numbers in the order of `Calls`
 *
 * Calls    open (with its variants), pread, write, writev, pwrite (with pwritev), fdatasync, fsync, rename, ftruncate,
 *          fallocate, link, unlink, mkdir.
 * Actions  EIO, ENOSPC, EDQUOT, EMFILE, short, torn, lost, delay=MILLISECONDS, hang, exit. The first hit writes one line to
 *          standard error.
 * Threads  any; calls are counted over all of them.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum action { action_none, action_error, action_short, action_torn, action_lost, action_delay, action_hang, action_exit };

static char fault_call[32];
static unsigned long fault_number;
static int fault_for_ever;
static enum action fault_action;
static int fault_value; /* errno or milliseconds */
static const char* fault_path;
static const char* fault_when;
static atomic_ulong calls;

static const char* const call_names[] = {"open",  "pread",  "write",     "writev",    "pwrite", "fdatasync", "fsync",
                                         "rename", "ftruncate", "fallocate", "link",   "unlink",    "mkdir"};
enum { call_kinds = sizeof call_names / sizeof *call_names };
static _Atomic uint64_t* counts; /* of all calls that count, by kind; shared with who reads the file */

static void parse_action(const char* text) {
    fault_action = action_error;
    if (!strcmp(text, "EIO")) fault_value = EIO;
    else if (!strcmp(text, "ENOSPC")) fault_value = ENOSPC;
    else if (!strcmp(text, "EDQUOT")) fault_value = EDQUOT;
    else if (!strcmp(text, "EMFILE")) fault_value = EMFILE;
    else if (!strcmp(text, "short")) fault_action = action_short;
    else if (!strcmp(text, "torn")) fault_action = action_torn;
    else if (!strcmp(text, "lost")) fault_action = action_lost;
    else if (!strcmp(text, "hang")) fault_action = action_hang;
    else if (!strcmp(text, "exit")) fault_action = action_exit;
    else if (sscanf(text, "delay=%d", &fault_value) == 1) fault_action = action_delay;
    else {
        fprintf(stderr, "fault.so: cannot read HAPAX_FAULT\n");
        _exit(2);
    }
}

static void share_counts(const char* path) {
    const size_t size = call_kinds * sizeof *counts;
    const int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    void* memory = MAP_FAILED;
    if (fd >= 0 && ftruncate(fd, (off_t)size) == 0) memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (memory == MAP_FAILED) {
        fprintf(stderr, "fault.so: cannot share HAPAX_FAULT_COUNTS\n");
        _exit(2);
    }
    close(fd);
    counts = memory;
}

__attribute__((constructor)) static void configure(void) {
    const char* text = getenv("HAPAX_FAULT");
    char number[32];
    char action[32];
    fault_path = getenv("HAPAX_FAULT_PATH");
    fault_when = getenv("HAPAX_FAULT_WHEN");
    if (getenv("HAPAX_FAULT_COUNTS")) share_counts(getenv("HAPAX_FAULT_COUNTS"));
    if (!text || sscanf(text, "%31[a-z]:%31[0-9+]:%31s", fault_call, number, action) != 3) return;
    fault_number = strtoul(number, NULL, 10);
    fault_for_ever = strchr(number, '+') != NULL;
    parse_action(action);
}

static int path_counts(const char* path) { return !fault_path || (path && strstr(path, fault_path)); }

static int file_counts(int fd) {
    char link[64];
    char path[4096];
    ssize_t length;
    if (!fault_path) return 1;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = '\0';
    return path_counts(path);
}

static void sleep_milliseconds(int milliseconds) {
    const struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000L};
    nanosleep(&time, NULL);
}

static void count(const char* call) {
    for (int kind = 0; kind < call_kinds; ++kind) {
        if (!strcmp(call, call_names[kind])) atomic_fetch_add(&counts[kind], 1);
    }
}

/* What to do with this call; what takes time, and the exit, is done here. */
static enum action judge(const char* call, int where) {
    unsigned long number;
    if (counts && where) count(call);
    if (fault_action == action_none || strcmp(call, fault_call) || !where) return action_none;
    if (fault_when && access(fault_when, F_OK)) return action_none;
    number = atomic_fetch_add(&calls, 1) + 1;
    if (number < fault_number || (number > fault_number && !fault_for_ever)) return action_none;
    if (number == fault_number) dprintf(2, "fault.so: %s number %lu\n", call, number);
    if (fault_action == action_exit) _exit(137);
    if (fault_action == action_delay) sleep_milliseconds(fault_value);
    while (fault_action == action_hang && fault_when && !access(fault_when, F_OK)) sleep_milliseconds(1);
    if (fault_action == action_error) errno = fault_value;
    return fault_action;
}

static void end_after(ssize_t written) {
    (void)written;
    _exit(137);
}

#define REAL(type, name) ((type)dlsym(RTLD_NEXT, name))

/* What was last written through each descriptor; two threads do not write through one at once. */
enum { descriptors_max = 1024 };
static struct {
    off_t offset;
    size_t size;
} last_written[descriptors_max];

static ssize_t wrote(int fd, off_t offset, ssize_t size) {
    if (size > 0 && fd >= 0 && fd < descriptors_max) {
        last_written[fd].offset = offset;
        last_written[fd].size = (size_t)size;
    }
    return size;
}

static int lose_last_write(int fd) {
    static const char zeros[4096];
    ssize_t (*real)(int, const void*, size_t, off_t) = REAL(ssize_t (*)(int, const void*, size_t, off_t), "pwrite");
    if (fd < 0 || fd >= descriptors_max) return -1;
    for (size_t done = 0; done < last_written[fd].size; done += sizeof zeros) {
        const size_t rest = last_written[fd].size - done;
        const size_t piece = rest < sizeof zeros ? rest : sizeof zeros;
        if (real(fd, zeros, piece, last_written[fd].offset + (off_t)done) < 0) break;
    }
    errno = EIO;
    return -1;
}

#define SYNC_LIKE(name)                                                                \
    int name(int fd) {                                                                 \
        static int (*real)(int);                                                       \
        if (!real) real = REAL(int (*)(int), #name);                                   \
        switch (judge(#name, file_counts(fd))) {                                       \
            case action_error: return -1;                                              \
            case action_lost: return lose_last_write(fd);                              \
            default: return real(fd);                                                  \
        }                                                                              \
    }
SYNC_LIKE(fdatasync)
SYNC_LIKE(fsync)

#define READ_AT(name, offset_type)                                                     \
    ssize_t name(int fd, void* bytes, size_t size, offset_type offset) {               \
        static ssize_t (*real)(int, void*, size_t, offset_type);                       \
        if (!real) real = REAL(ssize_t (*)(int, void*, size_t, offset_type), #name);   \
        return judge("pread", file_counts(fd)) == action_error ? -1 : real(fd, bytes, size, offset); \
    }
READ_AT(pread, off_t)
READ_AT(pread64, off64_t)

#define WRITE_AT(name, offset_type)                                                    \
    ssize_t name(int fd, const void* bytes, size_t size, offset_type offset) {         \
        static ssize_t (*real)(int, const void*, size_t, offset_type);                 \
        enum action action;                                                            \
        if (!real) real = REAL(ssize_t (*)(int, const void*, size_t, offset_type), #name); \
        action = judge("pwrite", file_counts(fd));                                     \
        if (action == action_error) return -1;                                         \
        if (action == action_torn) end_after(real(fd, bytes, size / 2, offset));       \
        return wrote(fd, offset, real(fd, bytes, action == action_short ? (size + 1) / 2 : size, offset)); \
    }
WRITE_AT(pwrite, off_t)
WRITE_AT(pwrite64, off64_t)

#define WRITE_VECTOR_AT(name, offset_type)                                             \
    ssize_t name(int fd, const struct iovec* parts, int count, offset_type offset) {   \
        static ssize_t (*real)(int, const struct iovec*, int, offset_type);            \
        enum action action;                                                            \
        if (!real) real = REAL(ssize_t (*)(int, const struct iovec*, int, offset_type), #name); \
        action = judge("pwrite", file_counts(fd));                                     \
        if (action == action_error) return -1;                                         \
        if (action == action_torn) end_after(real(fd, parts, 1, offset));              \
        return real(fd, parts, action == action_short ? 1 : count, offset);            \
    }
WRITE_VECTOR_AT(pwritev, off_t)
WRITE_VECTOR_AT(pwritev64, off64_t)

ssize_t write(int fd, const void* bytes, size_t size) {
    static ssize_t (*real)(int, const void*, size_t);
    enum action action;
    if (!real) real = REAL(ssize_t (*)(int, const void*, size_t), "write");
    action = judge("write", file_counts(fd));
    if (action == action_error) return -1;
    if (action == action_torn) end_after(real(fd, bytes, size / 2));
    return real(fd, bytes, action == action_short ? (size + 1) / 2 : size);
}

ssize_t writev(int fd, const struct iovec* parts, int count) {
    static ssize_t (*real)(int, const struct iovec*, int);
    enum action action;
    if (!real) real = REAL(ssize_t (*)(int, const struct iovec*, int), "writev");
    action = judge("writev", file_counts(fd));
    if (action == action_error) return -1;
    if (action == action_torn) end_after(real(fd, parts, 1));
    return real(fd, parts, action == action_short ? 1 : count);
}

int rename(const char* from, const char* to) {
    static int (*real)(const char*, const char*);
    if (!real) real = REAL(int (*)(const char*, const char*), "rename");
    return judge("rename", path_counts(to)) == action_error ? -1 : real(from, to);
}

int link(const char* from, const char* to) {
    static int (*real)(const char*, const char*);
    if (!real) real = REAL(int (*)(const char*, const char*), "link");
    return judge("link", path_counts(to)) == action_error ? -1 : real(from, to);
}

int unlink(const char* path) {
    static int (*real)(const char*);
    if (!real) real = REAL(int (*)(const char*), "unlink");
    return judge("unlink", path_counts(path)) == action_error ? -1 : real(path);
}

int mkdir(const char* path, mode_t mode) {
    static int (*real)(const char*, mode_t);
    if (!real) real = REAL(int (*)(const char*, mode_t), "mkdir");
    return judge("mkdir", path_counts(path)) == action_error ? -1 : real(path, mode);
}

#define TRUNCATE(name, size_type)                                                      \
    int name(int fd, size_type size) {                                                 \
        static int (*real)(int, size_type);                                            \
        if (!real) real = REAL(int (*)(int, size_type), #name);                        \
        return judge("ftruncate", file_counts(fd)) == action_error ? -1 : real(fd, size); \
    }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

#define ALLOCATE(name, offset_type)                                                    \
    int name(int fd, int mode, offset_type offset, offset_type size) {                 \
        static int (*real)(int, int, offset_type, offset_type);                        \
        if (!real) real = REAL(int (*)(int, int, offset_type, offset_type), #name);    \
        return judge("fallocate", file_counts(fd)) == action_error ? -1 : real(fd, mode, offset, size); \
    }
ALLOCATE(fallocate, off_t)
ALLOCATE(fallocate64, off64_t)

#define POSIX_ALLOCATE(name, offset_type)                                              \
    int name(int fd, offset_type offset, offset_type size) {                           \
        static int (*real)(int, offset_type, offset_type);                             \
        if (!real) real = REAL(int (*)(int, offset_type, offset_type), #name);         \
        return judge("fallocate", file_counts(fd)) == action_error ? fault_value : real(fd, offset, size); \
    }
POSIX_ALLOCATE(posix_fallocate, off_t)
POSIX_ALLOCATE(posix_fallocate64, off64_t)

#define OPEN(name)                                                                     \
    int name(const char* path, int flags, ...) {                                       \
        static int (*real)(const char*, int, ...);                                     \
        va_list arguments;                                                             \
        mode_t mode;                                                                   \
        if (!real) real = REAL(int (*)(const char*, int, ...), #name);                 \
        va_start(arguments, flags);                                                    \
        mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(arguments, mode_t) : 0;          \
        va_end(arguments);                                                             \
        return judge("open", path_counts(path)) == action_error ? -1 : real(path, flags, mode); \
    }
OPEN(open)
OPEN(open64)

#define OPEN_AT(name)                                                                  \
    int name(int directory, const char* path, int flags, ...) {                        \
        static int (*real)(int, const char*, int, ...);                                \
        va_list arguments;                                                             \
        mode_t mode;                                                                   \
        if (!real) real = REAL(int (*)(int, const char*, int, ...), #name);            \
        va_start(arguments, flags);                                                    \
        mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(arguments, mode_t) : 0;          \
        va_end(arguments);                                                             \
        return judge("open", path_counts(path)) == action_error ? -1 : real(directory, path, flags, mode); \
    }
OPEN_AT(openat)
OPEN_AT(openat64)
