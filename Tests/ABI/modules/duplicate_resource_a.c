// duplicate_resource_a - declares the same resource as duplicate_resource_b.
#include "fixture.h"

FIXTURE_DECLARES("thing");
FIXTURE_MODULE("duplicate_resource_a", fixture_decl, NULL, NULL, NULL);
