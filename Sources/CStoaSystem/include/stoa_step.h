// stoa_step.h - whose work a thread does, noted if the thread ends the process by it.
//
// A thread says what it begins and ends: a copy in memory of its own, no call of the system. When a fault, an abort or
// an exit in between ends the process, a record of that thread alone is appended to a file, and the signal then does
// what it would have done. Nothing is noted of what comes from outside (SIGKILL, a signal that another process sends):
// no work is to blame for it.
#ifndef STOA_STEP_H
#define STOA_STEP_H

#include <stddef.h>
#include <stdint.h>

#define STOA_STEP_NAME_BYTES 136

struct stoa_step {
    int64_t store;  // 0: nothing is being done
    int64_t first;  // what of: ids or places, the caller's business
    int64_t last;
    int32_t kind;    // the caller's business too
    int32_t signal;  // filled in when it is noted; 0 if exit() was called
    char name[STOA_STEP_NAME_BYTES];  // ends in NUL
};

// Opens the file, which is made if it is missing (mode 0600), and installs the handlers. Returns 0 or an errno value.
// Once in a process, before other threads begin steps.
int stoa_step_watch(const char *path);

// What this thread does from now on; the struct is copied. A thread does one thing at a time.
void stoa_step_begin(const struct stoa_step *step);
void stoa_step_end(void);

// Moves at most `count` records of the file to `steps`, oldest first, drops the others and returns how many these are.
// None if nothing is watched. One thread at a time.
size_t stoa_step_take(struct stoa_step *steps, size_t count);

#endif
