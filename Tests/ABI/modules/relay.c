// relay - calls any service for a client: what tests have of services that no route offers.
#include "fixture.h"
#include <string.h>

static const stoa_core_1 *core;
static const stoa_bus_1 *bus;
static const stoa_reply_1 *replies;

/// Passes the body on and answers with what the service says; what it refuses is refused.
static stoa_rc relay(void *self, const void *data, stoa_cx cx, const stoa_request *request, stoa_reply reply) {
    (void)self, (void)data;
    const stoa_str service = request->params[0].value, version = request->params[1].value;
    char *name = core->alloc(cx, service.n + 1 + version.n, 1);
    if (!name) {
        return STOA_E_TOO_LARGE;
    }
    memcpy(name, service.p, service.n);
    name[service.n] = '/';
    memcpy(name + service.n + 1, version.p, version.n);
    stoa_json answer = { NULL, 0 };
    stoa_rc rc = bus->call(cx, (stoa_str){ name, service.n + 1 + version.n }, request->body, &answer);
    return rc < 0 ? rc : replies->json(reply, TEXT("answer"), answer.n ? answer : TEXT("null"));
}

static stoa_rc create(const stoa_host *host, const void *data, void **self) {
    (void)data, (void)self;
    core = host->get(host, TEXT(STOA_CORE_1));
    bus = host->get(host, TEXT(STOA_BUS_1));
    replies = host->get(host, TEXT(STOA_REPLY_1));
    return core && bus && replies ? STOA_OK : STOA_E_UNSUPPORTED;
}

static const stoa_scope scopes[] = { { STOA_STR("write_relay"), STOA_STR("Call services.") } };
static const stoa_route routes[] = {
    { .method = STOA_STR("POST"),
      .path = STOA_STR("relay/{service}/{version}"),
      .scope = STOA_STR("write_relay"),
      .title = STOA_STR("Calls a service."),
      .flags = STOA_ROUTE_WRITES,
      .fn = relay },
};
static const stoa_decl decl = { .size = sizeof(stoa_decl), .scopes = STOA_ITEMS(scopes), .routes = STOA_ITEMS(routes) };
FIXTURE_MODULE("relay", decl, create, NULL, NULL);
