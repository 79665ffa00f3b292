// activate_fails - is created, and then does not find what it needs. It is destroyed once, with its own self.
#include "fixture.h"
#include <stdlib.h>

static int alive;

static stoa_rc create(const stoa_host *host, const void *data, void **self) {
    (void)data, (void)host;
    alive = 1;
    *self = &alive;
    return STOA_OK;
}

static stoa_rc activate(void *self, const stoa_host *host) {
    (void)host;
    if (self != &alive) {
        abort();
    }
    return STOA_E_NOT_FOUND;
}

static void destroy(void *self) {
    if (self != &alive || !alive) {
        abort();
    }
    alive = 0;
}

FIXTURE_DECLARES("thing");
FIXTURE_MODULE("activate_fails", fixture_decl, create, activate, destroy);
