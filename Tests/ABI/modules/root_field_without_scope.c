// root_field_without_scope - a field of GraphQL that anybody could ask for.
#include "fixture.h"

static stoa_rc answer(void *self, const void *data, stoa_cx cx, stoa_json in, stoa_json *out) {
    (void)self, (void)data, (void)cx, (void)in, (void)out;
    return STOA_OK;
}

static const stoa_root_field root_fields[] = { { .name = STOA_STR("Query.open"), .fn = answer } };
static const stoa_decl decl = {
    .size = sizeof(stoa_decl),
    .root_fields = STOA_ITEMS(root_fields),
    .graphql_types = STOA_STR("extend type Query { open: Int }"),
};
FIXTURE_MODULE("root_field_without_scope", decl, NULL, NULL, NULL);
