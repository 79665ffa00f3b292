// cyclic_b - depends on cyclic_a, which depends on it.
#include "fixture.h"

FIXTURE_DECLARES("beta");
FIXTURE_MODULE("cyclic_b", fixture_decl, NULL, NULL, NULL);
