// route_without_scope - a route that anybody could call.
#include "fixture.h"

static stoa_rc answer(void *self, const void *data, stoa_cx cx, const stoa_request *request, stoa_reply reply) {
    (void)self, (void)data, (void)cx, (void)request, (void)reply;
    return STOA_OK;
}

static const stoa_route routes[] = {
    { .method = STOA_STR("GET"), .path = STOA_STR("open"), .title = STOA_STR("Open to all."), .fn = answer },
};
static const stoa_decl decl = { .size = sizeof(stoa_decl), .routes = STOA_ITEMS(routes) };
FIXTURE_MODULE("route_without_scope", decl, NULL, NULL, NULL);
