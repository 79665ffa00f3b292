// resource_without_scope - a resource that anybody could write.
#include "fixture.h"

static const stoa_field fields[] = { { .name = STOA_STR("name"), .title = STOA_STR("What it is called.") } };
static const stoa_scope scopes[] = { { STOA_STR("read_things"), STOA_STR("Read things.") } };
static const stoa_resource resources[] = { {
    .name = STOA_STR("thing"),
    .plural = STOA_STR("things"),
    .type_name = STOA_STR("Thing"),
    .title = STOA_STR("Open to all."),
    .verbs = STOA_ALL_VERBS,
    .read_scope = STOA_STR("read_things"),
    .fields = STOA_ITEMS(fields),
} };
static const stoa_decl decl = { .size = sizeof(stoa_decl),
                                .resources = STOA_ITEMS(resources),
                                .scopes = STOA_ITEMS(scopes) };
FIXTURE_MODULE("resource_without_scope", decl, NULL, NULL, NULL);
