// good_minimal - the smallest module that loads: one resource, no behaviour.
#include "fixture.h"

FIXTURE_DECLARES("thing");
FIXTURE_MODULE("good_minimal", fixture_decl, NULL, NULL, NULL);
