// epoch.c - the change counter of stoa_system.h: a sequence lock whose writers may die.
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "stoa_system.h"

#define EPOCH_FILE_BYTES 4096
#define RETRY_NANOSECONDS 1000000L

int stoa_epoch_open(const char *path, struct stoa_epoch *epoch) {
    const int descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor < 0) {
        return errno;
    }
    // Extending is the same whoever does it and however often, so two processes that start at once need no lock.
    struct stat status;
    int failed = fstat(descriptor, &status);
    if (failed == 0 && status.st_size < EPOCH_FILE_BYTES) {
        failed = ftruncate(descriptor, EPOCH_FILE_BYTES);
    }
    void *const page =
        failed != 0 ? MAP_FAILED : mmap(NULL, EPOCH_FILE_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    if (page == MAP_FAILED) {
        const int reason = errno;
        (void)close(descriptor);
        return reason;
    }
    epoch->counter = page;
    epoch->descriptor = descriptor;
    return 0;
}

void stoa_epoch_close(struct stoa_epoch *epoch) {
    (void)munmap(epoch->counter, EPOCH_FILE_BYTES);
    (void)close(epoch->descriptor);
}

// The database's own write lock cannot serve: it ends with the commit, before the counter is even again, so that the
// next writer's odd number could be made even by this one, and would be missing if the next writer then died.
int stoa_epoch_begin(struct stoa_epoch *epoch, unsigned timeout_milliseconds) {
    const struct timespec pause = {.tv_sec = 0, .tv_nsec = RETRY_NANOSECONDS};
    for (unsigned waited = 0; flock(epoch->descriptor, LOCK_EX | LOCK_NB) != 0; waited++) {
        if (errno != EWOULDBLOCK && errno != EINTR) {
            return errno;
        }
        if (waited >= timeout_milliseconds) {
            return ETIMEDOUT;
        }
        (void)nanosleep(&pause, NULL);
    }
    // Odd already if the last writer died: then it stays so.
    (void)__atomic_fetch_or(epoch->counter, 1, __ATOMIC_SEQ_CST);
    return 0;
}

void stoa_epoch_end(struct stoa_epoch *epoch) {
    (void)__atomic_add_fetch(epoch->counter, 1, __ATOMIC_SEQ_CST);
    (void)flock(epoch->descriptor, LOCK_UN);
}
