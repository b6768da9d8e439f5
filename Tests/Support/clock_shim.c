// A wall clock that a test sets, for one process: preloaded (LD_PRELOAD), it stands before clock_gettime, gettimeofday and time.
//
// CHAOS_CLOCK names a file that is mapped and read at each call, so a test changes the time by writing into it:
//   bytes 0-7   an offset in milliseconds, added to the real time
//   bytes 8-15  optional; if not zero, the time stands still at this moment (milliseconds since 1970), whatever the offset
// Both are signed and little-endian. The file must not shrink while the process lives.
// Monotonic clocks are never changed, nor are absolute deadlines inside the kernel. Without CHAOS_CLOCK nothing is changed.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define EXPORTED __attribute__((visibility("default")))

static int (*real_clock)(clockid_t, struct timespec *);
static const int64_t *offset;  // NULL: nothing is changed
static const int64_t *frozen;  // NULL: the file has no such field

static void refuse(const char *why) {
    static const char name[] = "clock_shim: CHAOS_CLOCK: ";
    if (write(STDERR_FILENO, name, sizeof name - 1) < 0 || write(STDERR_FILENO, why, strlen(why)) < 0) _exit(126);
    _exit(127);
}

__attribute__((constructor)) static void open_clock(void) {
    real_clock = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    const char *path = getenv("CHAOS_CLOCK");
    if (path == NULL) return;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    struct stat status;
    if (file < 0 || fstat(file, &status) != 0) refuse("the file cannot be opened\n");
    if (status.st_size < 8) refuse("the file is shorter than 8 bytes\n");
    size_t size = status.st_size < 16 ? 8 : 16;
    void *map = mmap(NULL, size, PROT_READ, MAP_SHARED, file, 0);
    close(file);
    if (map == MAP_FAILED) refuse("the file cannot be mapped\n");
    if (size == 16) frozen = (const int64_t *)map + 1;
    offset = map;
}

// Other libraries' constructors may ask for the time before ours ran.
static int unchanged(clockid_t clock, struct timespec *now) {
    return real_clock != NULL ? real_clock(clock, now) : (int)syscall(SYS_clock_gettime, clock, now);
}

static void set_milliseconds(struct timespec *now, int64_t milliseconds) {
    now->tv_sec = milliseconds / 1000;
    now->tv_nsec = milliseconds % 1000 * 1000000;
}

EXPORTED int clock_gettime(clockid_t clock, struct timespec *now) {
    int answer = unchanged(clock, now);
    if (answer != 0 || offset == NULL || (clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE)) return answer;
    int64_t moment = frozen != NULL ? __atomic_load_n(frozen, __ATOMIC_ACQUIRE) : 0;
    if (moment != 0) {
        set_milliseconds(now, moment);
        return 0;
    }
    int64_t shift = __atomic_load_n(offset, __ATOMIC_ACQUIRE);
    long below_a_millisecond = now->tv_nsec % 1000000;
    set_milliseconds(now, (int64_t)now->tv_sec * 1000 + now->tv_nsec / 1000000 + shift);
    now->tv_nsec += below_a_millisecond;
    return 0;
}

EXPORTED int gettimeofday(struct timeval *now, void *zone) {
    if (zone != NULL) memset(zone, 0, sizeof(struct timezone));
    struct timespec exact;
    int answer = clock_gettime(CLOCK_REALTIME, &exact);
    if (answer == 0) {
        now->tv_sec = exact.tv_sec;
        now->tv_usec = exact.tv_nsec / 1000;
    }
    return answer;
}

EXPORTED time_t time(time_t *seconds) {
    struct timespec exact;
    if (clock_gettime(CLOCK_REALTIME, &exact) != 0) return (time_t)-1;
    if (seconds != NULL) *seconds = exact.tv_sec;
    return exact.tv_sec;
}
