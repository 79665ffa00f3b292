// route_of_unknown_page - a route that answers pages of records, and does not say of which resource.
#include "fixture.h"

static stoa_rc answer(void *self, const void *data, stoa_cx cx, const stoa_request *request, stoa_reply reply) {
    (void)self, (void)data, (void)cx, (void)request, (void)reply;
    return STOA_OK;
}

static const stoa_route routes[] = {
    { .method = STOA_STR("GET"),
      .path = STOA_STR("things/some"),
      .scope = STOA_STR("any"),
      .title = STOA_STR("Some things."),
      .flags = STOA_ROUTE_PAGE,
      .fn = answer },
};
static const stoa_decl decl = { .size = sizeof(stoa_decl), .routes = STOA_ITEMS(routes) };
FIXTURE_MODULE("route_of_unknown_page", decl, NULL, NULL, NULL);
