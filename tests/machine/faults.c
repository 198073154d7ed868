/* Stands between a program and libc: a clock that is wrong, a disk that is full, a disk that does not sync.

   What is wrong at the moment stands in the file that MACHINE_FAULTS names, mapped by every process. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
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
    int64_t struck;  /* how often a write or a sync was refused */
};

static struct faults none, *faults = &none;

__attribute__((constructor)) static void begin(void) {
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

static int is_full(int file) {
    struct stat status;
    return faults->full && fstat(file, &status) == 0 && S_ISREG(status.st_mode);
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
    return is_full(file) ? refused(ENOSPC) : found(file, bytes, count);
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t at) {
    TRUE_ONE(ssize_t (*)(int, const void *, size_t, off_t), "pwrite");
    return is_full(file) ? refused(ENOSPC) : found(file, bytes, count, at);
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t at) {
    TRUE_ONE(ssize_t (*)(int, const void *, size_t, off64_t), "pwrite64");
    return is_full(file) ? refused(ENOSPC) : found(file, bytes, count, at);
}

int fsync(int file) {
    TRUE_ONE(int (*)(int), "fsync");
    return faults->unsynced ? refused(EIO) : found(file);
}

int fdatasync(int file) {
    TRUE_ONE(int (*)(int), "fdatasync");
    return faults->unsynced ? refused(EIO) : found(file);
}
