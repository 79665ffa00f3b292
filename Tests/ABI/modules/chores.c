// chores - work for later as a module should ask for it: a job that runs, one that makes an HTTP exchange, one that
// fails, and a listener. What happened is kept as events, which tests read.
#include "fixture.h"
#include <string.h>

static const stoa_core_1 *core;
static const stoa_bus_1 *bus;
static const stoa_jobs_1 *jobs;
static const stoa_crypto_1 *crypto;
static const stoa_reply_1 *replies;

static int equal(stoa_str a, stoa_str b) {
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

/// Adds the job that the path names, with the request's body for arguments.
static stoa_rc add(void *self, const void *data, stoa_cx cx, const stoa_request *request, stoa_reply reply) {
    (void)self, (void)data;
    const stoa_job_request job = {
        .size = sizeof(job), .job = request->params[0].value, .lane = TEXT("lane"), .args = request->body
    };
    int64_t id = 0;
    const stoa_rc rc = jobs->enqueue(cx, &job, &id);
    return rc < 0 ? rc : replies->json(reply, TEXT("added"), id > 0 ? TEXT("true") : TEXT("false"));
}

/// Tells that it ran, with its arguments.
static stoa_rc tell(void *self, const void *data, stoa_cx cx, const stoa_job_run *job, stoa_job_next *next) {
    (void)self, (void)data, (void)next;
    return bus->emit(cx, TEXT("chore.told"), 0, job->args);
}

/// Asks for an exchange, signed with a key that only this module of this store has, and tells of the reply.
static stoa_rc call(void *self, const void *data, stoa_cx cx, const stoa_job_run *job, stoa_job_next *next) {
    (void)self, (void)data;
    static const stoa_kv header = { STOA_STR("X-Chore"), STOA_STR("1") };
    if (job->reply) {
        const int is_taken = job->step == 1 && job->reply->status == 200 && equal(job->args, TEXT("\"asked\""));
        return is_taken ? bus->emit(cx, TEXT("chore.called"), 0, job->reply->body) : STOA_E_UNAVAILABLE;
    }
    uint8_t key[32];
    char *const body = core->alloc(cx, 32, 1);
    stoa_rc rc = body ? crypto->key(cx, TEXT("calls"), key) : STOA_E_TOO_LARGE;
    rc = rc < 0 ? rc : crypto->hmac_sha256((stoa_str){ (const char *)key, sizeof(key) }, job->args, (uint8_t *)body);
    next->what = STOA_JOB_HTTP;
    next->args = TEXT("\"asked\"");
    next->http = (stoa_http_request){ .size = sizeof(next->http),
                                      .method = TEXT("POST"),
                                      .url = TEXT("https://example.com/chores"),
                                      .body = { body, 32 },
                                      .channel = TEXT("chores"),
                                      .headers = &header,
                                      .n_headers = 1 };
    return rc;
}

/// Puts itself off once, with the attempt for arguments.
static stoa_rc linger(void *self, const void *data, stoa_cx cx, const stoa_job_run *job, stoa_job_next *next) {
    (void)self, (void)data;
    if (job->attempt == 1) {
        next->what = STOA_JOB_RETRY;
        next->due_us = job->due_us;
        next->args = TEXT("\"second\"");
        return bus->emit(cx, TEXT("chore.told"), 0, TEXT("\"first\""));
    }
    return bus->emit(cx, TEXT("chore.told"), 0, job->args);
}

/// Leaves something behind that must be undone, and fails.
static stoa_rc fail(void *self, const void *data, stoa_cx cx, const stoa_job_run *job, stoa_job_next *next) {
    (void)self, (void)data, (void)next;
    const stoa_rc rc = bus->emit(cx, TEXT("chore.told"), 0, job->args);
    return rc < 0 ? rc : core->fail(cx, STOA_E_INVALID, TEXT("chore"), TEXT("is never done"));
}

/// Tells of each event that it was told of.
static stoa_rc hear(void *self, const void *data, stoa_cx cx, const stoa_events *events) {
    (void)self, (void)data;
    stoa_rc rc = STOA_OK;
    for (uint32_t i = 0; rc >= 0 && i < events->count; i++) {
        const stoa_event *event = STOA_AT(events, i);
        stoa_topic_info topic = { .size = sizeof(topic) };
        rc = bus->topic(cx, event->topic, &topic);
        rc = rc < 0 || !equal(topic.scope, TEXT("read_chores")) ? STOA_E_INTERNAL : rc;
        rc = rc < 0 ? rc : bus->emit(cx, TEXT("chore.heard"), event->seq, event->payload);
    }
    return rc;
}

/// The payloads of all events of the topic in the path.
static stoa_rc list(void *self, const void *data, stoa_cx cx, const stoa_request *request, stoa_reply reply) {
    (void)self, (void)data;
    const stoa_event_query query = { .size = sizeof(query), .limit = 250, .topic = request->params[0].value };
    stoa_events events;
    stoa_rc rc = bus->events(cx, &query, &events);
    rc = rc < 0 ? rc : replies->bytes(reply, TEXT("text/plain"), TEXT(""));
    for (uint32_t i = 0; rc >= 0 && i < events.count; i++) {
        const stoa_event *event = STOA_AT(&events, i);
        rc = replies->bytes(reply, TEXT("text/plain"), event->payload);
        rc = rc < 0 ? rc : replies->bytes(reply, TEXT("text/plain"), TEXT("\n"));
    }
    return rc;
}

static stoa_rc create(const stoa_host *host, const void *data, void **self) {
    (void)data, (void)self;
    core = host->get(host, TEXT(STOA_CORE_1));
    bus = host->get(host, TEXT(STOA_BUS_1));
    jobs = host->get(host, TEXT(STOA_JOBS_1));
    crypto = host->get(host, TEXT(STOA_CRYPTO_1));
    replies = host->get(host, TEXT(STOA_REPLY_1));
    return core && bus && jobs && crypto && replies ? STOA_OK : STOA_E_UNSUPPORTED;
}

static const stoa_scope scopes[] = {
    { STOA_STR("read_chores"), STOA_STR("See chores.") },
    { STOA_STR("write_chores"), STOA_STR("Add chores.") },
};
static const stoa_topic topics[] = {
    { STOA_STR("chore.told"), STOA_STR("A chore ran."), .scope = STOA_STR("read_chores") },
    { STOA_STR("chore.called"), STOA_STR("A call was answered."), .scope = STOA_STR("read_chores") },
    { STOA_STR("chore.heard"), STOA_STR("A chore was heard of."), .scope = STOA_STR("read_chores") },
};
static const uint32_t delays[] = { 1, 2 };
#define JOB(job_name, function) \
    { \
        .name = STOA_STR(job_name), .title = STOA_STR("A chore."), .width = 2, .delays = STOA_ITEMS(delays), \
        .fn = function \
    }
static const stoa_job job_kinds[] = { JOB("tell", tell), JOB("call", call), JOB("linger", linger), JOB("fail", fail) };
static const stoa_listener listeners[] = {
    { .name = STOA_STR("hear"),
      .title = STOA_STR("Hears of chores."),
      .topics = STOA_STR("chore.told"),
      .flags = STOA_LISTEN_FROM_START,
      .batch = 2,
      .fn = hear },
};
static const stoa_route routes[] = {
    { .method = STOA_STR("POST"),
      .path = STOA_STR("chores/{job}"),
      .scope = STOA_STR("write_chores"),
      .title = STOA_STR("Adds a chore."),
      .flags = STOA_ROUTE_WRITES,
      .fn = add },
    { .method = STOA_STR("GET"),
      .path = STOA_STR("chores/events/{topic}"),
      .scope = STOA_STR("read_chores"),
      .title = STOA_STR("What happened."),
      .fn = list },
};
static const stoa_decl decl = { .size = sizeof(stoa_decl),
                                .scopes = STOA_ITEMS(scopes),
                                .routes = STOA_ITEMS(routes),
                                .topics = STOA_ITEMS(topics),
                                .jobs = STOA_ITEMS(job_kinds),
                                .listeners = STOA_ITEMS(listeners) };
FIXTURE_MODULE("chores", decl, create, NULL, NULL);
