// stoa_process.h - Linux calls that the Swift overlay does not import. Thread safe; -1 and errno on failure.
#ifndef STOA_PROCESS_H
#define STOA_PROCESS_H

#include <stddef.h>

// An anonymous file holding these bytes, sealed so that nobody can change it again. The caller closes it.
int stoa_sealed_file(const char *name, const void *bytes, size_t count);

// ---- For the supervisor and its workers.

// Blocks SIGHUP, SIGINT, SIGTERM and SIGCHLD in this thread and in those it starts from now on, and returns a
// descriptor that is readable when one of them has come. The caller owns it.
int stoa_signal_descriptor(void);

// The next of these signals, lowest number first; 0 if there is none.
int stoa_take_signal(int descriptor);

// Has the system end this process with SIGKILL when the thread that started it ends. Call on a thread that stays, the
// main thread: it is a property of that thread. It does nothing if the parent has ended already: look afterwards.
int stoa_end_with_parent(void);

// What follows SIG in a signal's name, or NULL if it has none. Never to be freed.
const char *stoa_signal_name(int number);

#endif
