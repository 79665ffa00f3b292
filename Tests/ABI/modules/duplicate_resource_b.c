// duplicate_resource_b - declares the same resource as duplicate_resource_a.
#include "fixture.h"

FIXTURE_DECLARES("thing");
FIXTURE_MODULE("duplicate_resource_b", fixture_decl, NULL, NULL, NULL);
