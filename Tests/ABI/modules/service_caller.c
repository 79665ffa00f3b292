// service_caller - calls any module's service with what a client sends, as a module would that builds on it.
#include "fixture.h"

static const stoa_core_1 *core;
static const stoa_bus_1 *bus;
static const stoa_reply_1 *replies;

/// The module's id, the service's name and "/1", in between.
static stoa_str service(stoa_cx cx, const stoa_request *request) {
    const stoa_str module = request->params[0].value, name = request->params[1].value;
    const size_t n = module.n + 1 + name.n + 2;
    char *const text = core->alloc(cx, n, 1);
    for (size_t i = 0; text && i < n; i++) {
        const size_t rest = i > module.n ? i - module.n - 1 : 0;
        text[i] = i < module.n ? module.p[i] : i == module.n ? '.' : rest < name.n ? name.p[rest] : "/1"[rest - name.n];
    }
    return (stoa_str){ text, text ? n : 0 };
}

static stoa_rc answer(stoa_cx cx, const stoa_request *request, stoa_json in, stoa_reply reply) {
    stoa_json out;
    const stoa_rc rc = bus->call(cx, service(cx, request), in, &out);
    return rc < 0 ? rc : replies->json(reply, TEXT("output"), out);
}

static stoa_rc call(void *self, const void *data, stoa_cx cx, const stoa_request *request, stoa_reply reply) {
    (void)self, (void)data;
    return answer(cx, request, request->body, reply);
}

/// The input is in the path: it is the service that reads, and reading requests have no body.
static stoa_rc ask(void *self, const void *data, stoa_cx cx, const stoa_request *request, stoa_reply reply) {
    (void)self, (void)data;
    return answer(cx, request, request->params[2].value, reply);
}

static stoa_rc create(const stoa_host *host, const void *data, void **self) {
    (void)data, (void)self;
    core = host->get(host, TEXT(STOA_CORE_1));
    bus = host->get(host, TEXT(STOA_BUS_1));
    replies = host->get(host, TEXT(STOA_REPLY_1));
    return core && bus && replies ? STOA_OK : STOA_E_UNSUPPORTED;
}

static const stoa_scope scopes[] = {
    { STOA_STR("read_services"), STOA_STR("Call services that read.") },
    { STOA_STR("write_services"), STOA_STR("Call services.") },
};
static const stoa_route routes[] = {
    { .method = STOA_STR("POST"),
      .path = STOA_STR("services/{module}/{name}"),
      .scope = STOA_STR("write_services"),
      .title = STOA_STR("Calls a service."),
      .flags = STOA_ROUTE_WRITES,
      .fn = call },
    { .method = STOA_STR("GET"),
      .path = STOA_STR("services/{module}/{name}/{input}"),
      .scope = STOA_STR("read_services"),
      .title = STOA_STR("Calls a service that reads."),
      .fn = ask },
};
static const stoa_decl decl = { .size = sizeof(stoa_decl), .scopes = STOA_ITEMS(scopes), .routes = STOA_ITEMS(routes) };
FIXTURE_MODULE("service_caller", decl, create, NULL, NULL);
