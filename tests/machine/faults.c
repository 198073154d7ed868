/* Stands between a program and libc: a clock that is wrong, a disk that is full, that does not sync, or that
   was made read-only under the program, as the kernel does after errors: what is open for writing is, too.

   What is wrong at the moment stands in the file that MACHINE_FAULTS names, mapped by every process when it is
   loaded, or when one that was forked calls `machine_begins`. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct faults {
    int64_t ahead;   /* seconds that the clock is ahead */
    int64_t stopped; /* seconds since 1970 at which it stands, 0 if it goes */
    int64_t full;    /* whether regular files take no byte */
    int64_t unsynced; /* whether syncing fails */
    int64_t frozen;  /* whether files and folders take no change */
    int64_t struck;  /* how often a write, a change or a sync was refused */
};

static struct faults none, *faults = &none;

__attribute__((constructor)) void machine_begins(void) {
    const char *name = getenv("MACHINE_FAULTS");
    int file = name ? open(name, O_RDWR | O_CLOEXEC) : -1;
    if (file < 0)
        return;
    void *found = mmap(NULL, sizeof *faults, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (found != MAP_FAILED)
        faults = found;
}

#define TRUE_ONE(type, name)               \
    static __typeof__(type) found;                    \
    if (!found)                            \
        found = (__typeof__(type))dlsym(RTLD_NEXT, name)

static int refused(int error) {
    __sync_fetch_and_add(&faults->struck, 1);
    errno = error;
    return -1;
}

static int is_regular(int file) {
    struct stat status;
    return fstat(file, &status) == 0 && S_ISREG(status.st_mode);
}

/* The error of a write to a file, 0 if it is taken. */
static int fault_of(int file) {
    if (!faults->full && !faults->frozen)
        return 0;
    return is_regular(file) ? (faults->frozen ? EROFS : ENOSPC) : 0;
}

/* Whether opening a file would change it or the disk; devices and pipes may be opened. */
static int is_frozen(int folder, const char *path, int flags) {
    struct stat status;
    if (!faults->frozen || ((flags & O_ACCMODE) == O_RDONLY && !(flags & (O_CREAT | O_TRUNC))))
        return 0;
    if (fstatat(folder, path, &status, 0) == 0)
        return S_ISREG(status.st_mode) && ((flags & O_ACCMODE) != O_RDONLY || (flags & O_TRUNC));
    return (flags & O_CREAT) != 0;
}

int clock_gettime(clockid_t clock, struct timespec *time) {
    TRUE_ONE(int (*)(clockid_t, struct timespec *), "clock_gettime");
    int answer = found(clock, time);
    if (answer == 0 && clock == CLOCK_REALTIME) {
        if (faults->stopped) {
            time->tv_sec = faults->stopped;
            time->tv_nsec = 0;
        }
        time->tv_sec += faults->ahead;
    }
    return answer;
}

ssize_t write(int file, const void *bytes, size_t count) {
    TRUE_ONE(ssize_t (*)(int, const void *, size_t), "write");
    int error = fault_of(file);
    return error ? refused(error) : found(file, bytes, count);
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t at) {
    TRUE_ONE(ssize_t (*)(int, const void *, size_t, off_t), "pwrite");
    int error = fault_of(file);
    return error ? refused(error) : found(file, bytes, count, at);
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t at) {
    TRUE_ONE(ssize_t (*)(int, const void *, size_t, off64_t), "pwrite64");
    int error = fault_of(file);
    return error ? refused(error) : found(file, bytes, count, at);
}

int fsync(int file) {
    TRUE_ONE(int (*)(int), "fsync");
    return faults->unsynced ? refused(EIO) : found(file);
}

int fdatasync(int file) {
    TRUE_ONE(int (*)(int), "fdatasync");
    return faults->unsynced ? refused(EIO) : found(file);
}

#define OPENING(name)                                                            \
    int name(const char *path, int flags, ...) {                                 \
        TRUE_ONE(int (*)(const char *, int, ...), #name);                        \
        va_list more;                                                            \
        va_start(more, flags);                                                   \
        mode_t mode = va_arg(more, mode_t);                                      \
        va_end(more);                                                            \
        return is_frozen(AT_FDCWD, path, flags) ? refused(EROFS) : found(path, flags, mode); \
    }
OPENING(open)
OPENING(open64)

#define OPENING_IN(name)                                                         \
    int name(int folder, const char *path, int flags, ...) {                     \
        TRUE_ONE(int (*)(int, const char *, int, ...), #name);                   \
        va_list more;                                                            \
        va_start(more, flags);                                                   \
        mode_t mode = va_arg(more, mode_t);                                      \
        va_end(more);                                                            \
        return is_frozen(folder, path, flags) ? refused(EROFS) : found(folder, path, flags, mode); \
    }
OPENING_IN(openat)
OPENING_IN(openat64)

/* Calls that change a folder, or a file by its name or descriptor. */
#define CHANGING(name, parameters, arguments)                                    \
    int name parameters {                                                        \
        TRUE_ONE(int(*) parameters, #name);                                      \
        return faults->frozen ? refused(EROFS) : found arguments;                \
    }
int access(const char *path, int mode) {
    TRUE_ONE(int (*)(const char *, int), "access");
    return faults->frozen && (mode & W_OK) ? refused(EROFS) : found(path, mode);
}

CHANGING(unlink, (const char *path), (path))
CHANGING(unlinkat, (int folder, const char *path, int flags), (folder, path, flags))
CHANGING(rename, (const char *from, const char *to), (from, to))
CHANGING(renameat, (int a, const char *from, int b, const char *to), (a, from, b, to))
CHANGING(mkdir, (const char *path, mode_t mode), (path, mode))
CHANGING(mkdirat, (int folder, const char *path, mode_t mode), (folder, path, mode))
CHANGING(rmdir, (const char *path), (path))
CHANGING(link, (const char *from, const char *to), (from, to))
CHANGING(symlink, (const char *from, const char *to), (from, to))
CHANGING(ftruncate, (int file, off_t length), (file, length))
CHANGING(ftruncate64, (int file, off64_t length), (file, length))
