// unknown_flag_bit - a field with a flag of a later version, whose meaning this kernel cannot keep.
#include "fixture.h"

static const stoa_field fields[] = {
    { .name = STOA_STR("name"), .flags = STOA_REQUIRED | 1u << 30, .title = STOA_STR("What it is called.") },
};
static const stoa_scope scopes[] = {
    { STOA_STR("read_things"), STOA_STR("Read things.") },
    { STOA_STR("write_things"), STOA_STR("Change things.") },
};
static const stoa_resource resources[] = { {
    .name = STOA_STR("thing"),
    .plural = STOA_STR("things"),
    .type_name = STOA_STR("Thing"),
    .title = STOA_STR("A thing with a flag from the future."),
    .verbs = STOA_ALL_VERBS,
    .read_scope = STOA_STR("read_things"),
    .write_scope = STOA_STR("write_things"),
    .fields = STOA_ITEMS(fields),
} };
static const stoa_decl decl = { .size = sizeof(stoa_decl),
                                .resources = STOA_ITEMS(resources),
                                .scopes = STOA_ITEMS(scopes) };
FIXTURE_MODULE("unknown_flag_bit", decl, NULL, NULL, NULL);
