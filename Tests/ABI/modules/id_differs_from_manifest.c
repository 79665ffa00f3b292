// id_differs_from_manifest - the library calls itself something else than its manifest does.
#include "fixture.h"

FIXTURE_DECLARES("thing");
FIXTURE_MODULE("good_minimal", fixture_decl, NULL, NULL, NULL);
