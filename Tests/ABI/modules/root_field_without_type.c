// root_field_without_type - answers a field that its GraphQL types do not define.
#include "fixture.h"

static stoa_rc answer(void *self, const void *data, stoa_cx cx, stoa_json in, stoa_json *out) {
    (void)self, (void)data, (void)cx, (void)in, (void)out;
    return STOA_OK;
}

static const stoa_root_field root_fields[] = {
    { .name = STOA_STR("Query.missing"), .scope = STOA_STR("any"), .fn = answer },
};
static const stoa_decl decl = {
    .size = sizeof(stoa_decl),
    .root_fields = STOA_ITEMS(root_fields),
    .graphql_types = STOA_STR("type Unused { id: ID! }"),
};
FIXTURE_MODULE("root_field_without_type", decl, NULL, NULL, NULL);
