// route_with_broken_body - a route whose body is described by half an object.
#include "fixture.h"

static stoa_rc answer(void *self, const void *data, stoa_cx cx, const stoa_request *request, stoa_reply reply) {
    (void)self, (void)data, (void)cx, (void)request, (void)reply;
    return STOA_OK;
}

static const stoa_scope scopes[] = {
    { STOA_STR("write_things"), STOA_STR("Change things.") },
};
static const stoa_route routes[] = {
    { .method = STOA_STR("POST"),
      .path = STOA_STR("things/sort"),
      .scope = STOA_STR("write_things"),
      .title = STOA_STR("Sorts things."),
      .flags = STOA_ROUTE_WRITES,
      .fn = answer,
      .body = STOA_STR("{\"type\":\"object\"") },
};
static const stoa_decl decl = { .size = sizeof(stoa_decl),
                                .scopes = STOA_ITEMS(scopes),
                                .routes = STOA_ITEMS(routes) };
FIXTURE_MODULE("route_with_broken_body", decl, NULL, NULL, NULL);
