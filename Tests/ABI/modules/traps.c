// traps - work that ends the process, in every way in which code of a module can, beside work that does not.
#include "fixture.h"
#include <stdlib.h>
#include <string.h>

static const stoa_bus_1 *bus;
static const stoa_jobs_1 *jobs;
static const stoa_reply_1 *replies;

static int overflow_stack(volatile int depth) {
    volatile char frame[4096];
    frame[0] = (char)depth;
    return depth < 0 ? 0 : overflow_stack(depth + 1) + frame[0];
}

/// Ends the process as the text says, or returns.
static void end(stoa_str how) {
    volatile uintptr_t nowhere = 8;
    const struct {
        const char *text;
        int way;
    } ways[] = { { "\"trap\"", 1 }, { "\"read\"", 2 }, { "\"stack\"", 3 }, { "\"abort\"", 4 }, { "\"exit\"", 5 } };
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        if (how.n != strlen(ways[i].text) || memcmp(how.p, ways[i].text, how.n) != 0) {
            continue;
        }
        switch (ways[i].way) {
        case 1: __builtin_trap();
        case 2: (void)*(volatile int *)nowhere; break;
        case 3: (void)overflow_stack(0); break;
        case 4: abort();
        default: exit(3);
        }
    }
}

/// Adds the job that the path names, with the request's body for arguments.
static stoa_rc add(void *self, const void *data, stoa_cx cx, const stoa_request *request, stoa_reply reply) {
    (void)self, (void)data;
    const stoa_job_request job = { .size = sizeof(job), .job = request->params[0].value, .args = request->body };
    int64_t id = 0;
    const stoa_rc rc = jobs->enqueue(cx, &job, &id);
    return rc < 0 ? rc : replies->json(reply, TEXT("added"), TEXT("true"));
}

/// Lets an event happen with the request's body for a payload; the listener ends the process by those that say how.
static stoa_rc set(void *self, const void *data, stoa_cx cx, const stoa_request *request, stoa_reply reply) {
    (void)self, (void)data;
    const stoa_rc rc = bus->emit(cx, TEXT("trap.set"), 0, request->body);
    return rc < 0 ? rc : replies->json(reply, TEXT("set"), TEXT("true"));
}

/// Leaves what must be undone, and ends the process if its arguments say how.
static stoa_rc fall(void *self, const void *data, stoa_cx cx, const stoa_job_run *job, stoa_job_next *next) {
    (void)self, (void)data, (void)next;
    const stoa_rc rc = bus->emit(cx, TEXT("trap.passed"), 0, job->args);
    end(job->args);
    return rc;
}

static stoa_rc hear(void *self, const void *data, stoa_cx cx, const stoa_events *events) {
    (void)self, (void)data;
    stoa_rc rc = STOA_OK;
    for (uint32_t i = 0; rc >= 0 && i < events->count; i++) {
        const stoa_event *event = STOA_AT(events, i);
        rc = bus->emit(cx, TEXT("trap.heard"), event->seq, event->payload);
        end(event->payload);
    }
    return rc;
}

static stoa_rc create(const stoa_host *host, const void *data, void **self) {
    (void)data, (void)self;
    bus = host->get(host, TEXT(STOA_BUS_1));
    jobs = host->get(host, TEXT(STOA_JOBS_1));
    replies = host->get(host, TEXT(STOA_REPLY_1));
    return bus && jobs && replies ? STOA_OK : STOA_E_UNSUPPORTED;
}

static const stoa_scope scopes[] = {
    { STOA_STR("read_traps"), STOA_STR("See traps.") },
    { STOA_STR("write_traps"), STOA_STR("Set traps.") },
};
static const stoa_topic topics[] = {
    { STOA_STR("trap.set"), STOA_STR("A trap was set."), .scope = STOA_STR("read_traps") },
    { STOA_STR("trap.passed"), STOA_STR("A job got by."), .scope = STOA_STR("read_traps") },
    { STOA_STR("trap.heard"), STOA_STR("A trap was heard of."), .scope = STOA_STR("read_traps") },
};
static const uint32_t delays[] = { 60, 60, 60, 60, 60 };
static const stoa_job job_kinds[] = {
    { .name = STOA_STR("fall"), .title = STOA_STR("Tried six times."), .width = 2, .delays = STOA_ITEMS(delays), .fn = fall },
    { .name = STOA_STR("fall_once"), .title = STOA_STR("Tried once."), .width = 1, .fn = fall },
};
static const stoa_listener listeners[] = {
    { .name = STOA_STR("hear"),
      .title = STOA_STR("Hears of traps."),
      .topics = STOA_STR("trap.set"),
      .batch = 100,
      .fn = hear },
};
static const stoa_route routes[] = {
    { .method = STOA_STR("POST"),
      .path = STOA_STR("traps/{job}"),
      .scope = STOA_STR("write_traps"),
      .title = STOA_STR("Adds a job."),
      .flags = STOA_ROUTE_WRITES,
      .fn = add },
    { .method = STOA_STR("POST"),
      .path = STOA_STR("traps"),
      .scope = STOA_STR("write_traps"),
      .title = STOA_STR("Sets a trap."),
      .flags = STOA_ROUTE_WRITES,
      .fn = set },
};
static const stoa_decl decl = { .size = sizeof(stoa_decl),
                                .scopes = STOA_ITEMS(scopes),
                                .routes = STOA_ITEMS(routes),
                                .topics = STOA_ITEMS(topics),
                                .jobs = STOA_ITEMS(job_kinds),
                                .listeners = STOA_ITEMS(listeners) };
FIXTURE_MODULE("traps", decl, create, NULL, NULL);
