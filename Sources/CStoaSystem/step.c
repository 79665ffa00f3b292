// step.c - the notes of stoa_step.h. What runs in the handler is safe there: memory of the thread, write, sigaction.
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "stoa_step.h"

// What ends a process because of what its own code did.
static const int fatal[] = { SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP };
#define FATAL_COUNT (sizeof fatal / sizeof *fatal)

// An overflown stack has no room for the handler. More than any processor's registers take.
#define HANDLER_STACK_BYTES 65536

static int notes = -1;
static struct sigaction before[FATAL_COUNT];
static _Thread_local struct stoa_step current;
static _Thread_local void *handler_stack;

static void note(int signal) {
    if (current.store == 0) {
        return;
    }
    current.signal = signal;
    // A note that cannot be written costs no more than that the work is tried once more.
    const ssize_t written = write(notes, &current, sizeof current);
    (void)written;
    current.store = 0;
}

static void note_and_let_go(int signal, siginfo_t *information, void *context) {
    (void)context;
    const int error = errno;
    if (information->si_code != SI_USER) {
        note(signal);
    }
    for (size_t i = 0; i < FATAL_COUNT; i++) {
        if (fatal[i] == signal) {
            (void)sigaction(signal, &before[i], NULL);
        }
    }
    // A fault happens again where it was; what somebody sent does not, and a breakpoint is behind the instruction.
    if (information->si_code <= 0 || signal == SIGTRAP) {
        (void)raise(signal);
    }
    errno = error;
}

static void note_exit(void) {
    note(0);
}

int stoa_step_watch(const char *path) {
    notes = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (notes < 0) {
        return errno;
    }
    struct sigaction action = { .sa_sigaction = note_and_let_go, .sa_flags = SA_SIGINFO | SA_ONSTACK };
    (void)sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < FATAL_COUNT; i++) {
        if (sigaction(fatal[i], &action, &before[i]) != 0) {
            return errno;
        }
    }
    return atexit(note_exit) == 0 ? 0 : ENOMEM;
}

// Once for each thread that works, which are few and stay: it is never freed.
static void give_handler_stack(void) {
    stack_t present;
    if (sigaltstack(NULL, &present) == 0 && !(present.ss_flags & SS_DISABLE)) {
        handler_stack = present.ss_sp;
        return;
    }
    handler_stack = malloc(HANDLER_STACK_BYTES);
    const stack_t own = { .ss_sp = handler_stack, .ss_size = HANDLER_STACK_BYTES };
    if (handler_stack != NULL) {
        (void)sigaltstack(&own, NULL);
    }
}

void stoa_step_begin(const struct stoa_step *step) {
    if (notes >= 0 && handler_stack == NULL) {
        give_handler_stack();
    }
    current = *step;
}

void stoa_step_end(void) {
    current.store = 0;
}

size_t stoa_step_take(struct stoa_step *steps, size_t count) {
    const ssize_t got = notes < 0 ? 0 : pread(notes, steps, count * sizeof *steps, 0);
    if (got <= 0 || ftruncate(notes, 0) != 0) {
        return 0;
    }
    const size_t whole = (size_t)got / sizeof *steps;
    for (size_t i = 0; i < whole; i++) {
        steps[i].name[STOA_STEP_NAME_BYTES - 1] = '\0';
    }
    return whole;
}
