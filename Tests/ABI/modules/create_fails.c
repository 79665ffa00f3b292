// create_fails - cannot start; nothing else of it may be called then.
#include "fixture.h"
#include <stdlib.h>

static stoa_rc create(const stoa_host *host, const void *data, void **self) {
    (void)data, (void)host, (void)self;
    return STOA_E_UNAVAILABLE;
}

static stoa_rc activate(void *self, const stoa_host *host) {
    (void)self, (void)host;
    abort();
}

static void destroy(void *self) {
    (void)self;
    abort();
}

FIXTURE_DECLARES("thing");
FIXTURE_MODULE("create_fails", fixture_decl, create, activate, destroy);
