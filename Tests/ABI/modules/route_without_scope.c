// route_without_scope - a route that anybody could call.
#include "fixture.h"

static stoa_rc answer(void *self, stoa_cx cx, const stoa_request *request, stoa_reply reply) {
    (void)self, (void)cx, (void)request, (void)reply;
    return STOA_OK;
}

static const stoa_route routes[] = {
    { .method = STOA_STR("GET"), .path = STOA_STR("open"), .title = STOA_STR("Open to all."), .fn = answer },
};
static const stoa_decl decl = { .size = sizeof(stoa_decl), .routes = ITEMS(routes) };
FIXTURE_MODULE("route_without_scope", decl, fixture_create, fixture_activate, fixture_destroy);
