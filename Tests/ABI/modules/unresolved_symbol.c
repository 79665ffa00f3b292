// unresolved_symbol - needs a function that no library has; binding at load must find out.
#include "fixture.h"

extern int stoa_not_in_this_world(void);

static stoa_rc create(const stoa_host *host, const void *data, void **self) {
    (void)data, (void)host, (void)self;
    return stoa_not_in_this_world();
}

FIXTURE_DECLARES("thing");
FIXTURE_MODULE("unresolved_symbol", fixture_decl, create, NULL, NULL);
