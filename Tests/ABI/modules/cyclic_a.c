// cyclic_a - depends on cyclic_b, which depends on it.
#include "fixture.h"

FIXTURE_DECLARES("alpha");
FIXTURE_MODULE("cyclic_a", fixture_decl, NULL, NULL, NULL);
