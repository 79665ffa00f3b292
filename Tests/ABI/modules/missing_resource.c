// missing_resource - needs a resource that no module declares.
#include "fixture.h"

FIXTURE_DECLARES("thing");
FIXTURE_MODULE("missing_resource", fixture_decl, NULL, NULL, NULL);
