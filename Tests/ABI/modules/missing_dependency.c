// missing_dependency - depends on a module that is not there.
#include "fixture.h"

FIXTURE_DECLARES("thing");
FIXTURE_MODULE("missing_dependency", fixture_decl, NULL, NULL, NULL);
