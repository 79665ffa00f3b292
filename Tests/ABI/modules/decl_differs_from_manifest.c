// decl_differs_from_manifest - declares one thing for review (built with -DREVIEWED) and another when it runs.
#include "fixture.h"

#if defined(REVIEWED)
FIXTURE_DECLARES("thing");
#else
FIXTURE_DECLARES("backdoor");
#endif
FIXTURE_MODULE("decl_differs_from_manifest", fixture_decl, NULL, NULL, NULL);
