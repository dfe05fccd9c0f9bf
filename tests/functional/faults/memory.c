/* memory.so: makes the n-th request for memory fail, for LD_PRELOAD.
 *
 *   HAPAX_NO_MEMORY=5000              the 5000th malloc, calloc, realloc or aligned one answers NULL
 *   HAPAX_NO_MEMORY=5000+             that one and all later ones
 *   HAPAX_NO_MEMORY_COUNT=/tmp/count  how many there were, written as text when the process ends in order
 *
 * The first that fails writes one line to standard error, and so does the first aligned one. Not beside AddressSanitizer or ThreadSanitizer, which bring
 * their own malloc.
 * Threads  any; requests are counted over all of them, from the start of the process on.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* glibc's own, by the names under which it lets itself be replaced. */
void* __libc_malloc(size_t size);
void* __libc_calloc(size_t count, size_t size);
void* __libc_realloc(void* memory, size_t size);
void* __libc_memalign(size_t alignment, size_t size);

static atomic_ulong requests;
static unsigned long first_refused; /* 0: none */
static int refused_for_ever;
static int configured;

/* With the first request: other libraries ask for memory before a constructor of this one would run. */
static void configure(void) {
    const char* text = getenv("HAPAX_NO_MEMORY");
    configured = 1;
    if (!text) return;
    refused_for_ever = strchr(text, '+') != NULL;
    first_refused = strtoul(text, NULL, 10);
}

__attribute__((destructor)) static void tell_count(void) {
    const char* path = getenv("HAPAX_NO_MEMORY_COUNT");
    char text[32];
    int length;
    int fd;
    if (!path || (fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644)) < 0) return;
    length = snprintf(text, sizeof text, "%lu\n", atomic_load(&requests));
    if (write(fd, text, (size_t)length) != length) _exit(2);
    close(fd);
}

static void tell(const char* line) {
    if (write(2, line, strlen(line)) < 0) _exit(2);
}

static int refused(void) {
    const unsigned long number = atomic_fetch_add(&requests, 1) + 1;
    if (!configured) configure();
    if (!first_refused || number < first_refused || (number > first_refused && !refused_for_ever)) return 0;
    if (number == first_refused) tell("memory.so: no memory any more\n");
    errno = ENOMEM;
    return 1;
}

static int refused_aligned(void) {
    static atomic_flag told = ATOMIC_FLAG_INIT;
    if (!refused()) return 0;
    if (!atomic_flag_test_and_set(&told)) tell("memory.so: no aligned memory\n");
    return 1;
}

void* malloc(size_t size) { return refused() ? NULL : __libc_malloc(size); }
void* calloc(size_t count, size_t size) { return refused() ? NULL : __libc_calloc(count, size); }
void* realloc(void* memory, size_t size) { return refused() ? NULL : __libc_realloc(memory, size); }
void* memalign(size_t alignment, size_t size) { return refused_aligned() ? NULL : __libc_memalign(alignment, size); }
void* aligned_alloc(size_t alignment, size_t size) { return refused_aligned() ? NULL : __libc_memalign(alignment, size); }

int posix_memalign(void** memory, size_t alignment, size_t size) {
    if (refused_aligned()) return ENOMEM;
    *memory = __libc_memalign(alignment, size);
    return *memory ? 0 : ENOMEM;
}
