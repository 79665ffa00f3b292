// missing_service - its manifest requires an interface that nobody offers.
#include "fixture.h"
#include <stdlib.h>

/// Reaching this means that the manifest was not checked before the library was opened.
__attribute__((constructor)) static void opened(void) {
    abort();
}

FIXTURE_DECLARES("thing");
FIXTURE_MODULE("missing_service", fixture_decl, NULL, NULL, NULL);
