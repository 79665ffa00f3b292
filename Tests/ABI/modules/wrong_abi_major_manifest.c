// wrong_abi_major_manifest - its manifest names another major version of the ABI.
#include "fixture.h"
#include <stdlib.h>

/// Reaching this means that the manifest was not checked before the library was opened.
__attribute__((constructor)) static void opened(void) {
    abort();
}

FIXTURE_DECLARES("thing");
FIXTURE_MODULE("wrong_abi_major_manifest", fixture_decl, NULL, NULL, NULL);
