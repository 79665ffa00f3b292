// bigger_table_than_offered - its manifest requires more of a table than this kernel has.
#include "fixture.h"
#include <stdlib.h>

/// Reaching this means that the manifest was not checked before the library was opened.
__attribute__((constructor)) static void opened(void) {
    abort();
}

FIXTURE_DECLARES("thing");
FIXTURE_MODULE("bigger_table_than_offered", fixture_decl, NULL, NULL, NULL);
