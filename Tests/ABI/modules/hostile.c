// hostile - does what a well-formed pointer can express and the rules forbid, and reports what the host let pass.
//
// POST hostile/{probe} runs one probe and answers {"surprises": []} if the host held, else it fails with an issue of
// "surprises". The probe "values" fails in any case, with what the host found wrong with the values. The probe "stale"
// uses the handles of the request before it, so run another first. "odd_failure" and "odd_result" misbehave in what
// they return; the host must answer them with a well-formed 5xx. Saving a thing runs the hooks, which try to write
// where they may not: a host that lets them fails the save with their report.
#include "fixture.h"
#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum { NAME, SIZE, PARTS, THING_FIELDS };
enum { DEPTH_MAX = 8, FUSE = 32 };

static const stoa_core_1 *core;
static const stoa_records_1 *records;
static const stoa_bus_1 *bus;
static const stoa_reply_1 *replies;
static const stoa_jobs_1 *jobs;
static const stoa_crypto_1 *crypto;

/// What a probe has seen: JSON strings, separated by commas.
typedef struct report {
    stoa_cx cx;
    stoa_reply reply;
    size_t n;
    char text[4096];
} report;

static struct {
    stoa_cx cx;
    stoa_rec rec;
    stoa_reply reply;
} kept;
static uint32_t depth, deepest;

static void surprise(report *out, const char *what, stoa_rc rc) {
    const size_t left = sizeof(out->text) - out->n;
    const int n = snprintf(out->text + out->n, left, "%s\"%s: %d\"", out->n ? "," : "", what, (int)rc);
    out->n += n > 0 && (size_t)n < left ? (size_t)n : 0;
}

static void refused(report *out, stoa_rc rc, const char *what) {
    if (rc >= 0) {
        surprise(out, what, rc);
    }
}

static void is(report *out, stoa_rc expected, stoa_rc rc, const char *what) {
    if (rc != expected) {
        surprise(out, what, rc);
    }
}

static int equal(stoa_str a, stoa_str b) {
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static stoa_val text(stoa_str s) {
    return (stoa_val){ .tag = STOA_TEXT, .s = s };
}

static stoa_rc set(stoa_cx cx, stoa_rec rec, uint32_t field, stoa_val value) {
    return records->set(cx, rec, &field, &value, 1);
}

/// A draft of a thing that could be saved, with one part.
static stoa_rec new_thing(report *out) {
    stoa_rec thing = { 0 }, part;
    is(out, STOA_OK, records->draft(out->cx, TEXT("thing"), &thing), "draft");
    is(out, STOA_OK, set(out->cx, thing, NAME, text(TEXT("thing"))), "set name");
    is(out, STOA_OK, records->add_child(out->cx, thing, PARTS, &part), "add_child");
    is(out, STOA_OK, set(out->cx, part, 0, text(TEXT("part"))), "set label");
    return thing;
}

#include "hostile_handles.h"
#include "hostile_records.h"

static void probe_bus(report *out) {
    stoa_json answer;
    deepest = 0;
    is(out, STOA_OK, bus->call(out->cx, TEXT("hostile.recurse/1"), TEXT("null"), &answer), "recursion");
    is(out, DEPTH_MAX, (stoa_rc)deepest, "services nest to their limit and no deeper");
    is(out, STOA_E_UNSUPPORTED, bus->call(out->cx, TEXT("nobody.home/1"), TEXT("null"), &answer), "an unknown service");
    refused(out, bus->call(out->cx, TEXT("hostile.recurse/1"), TEXT("{\"a\":"), &answer),
            "a service called with broken JSON");
    refused(out, bus->emit(out->cx, TEXT("thing.unheard"), 1, TEXT("{}")), "an event of a topic that is not declared");
    refused(out, bus->emit(out->cx, TEXT("thing.probed"), 1, TEXT("{\"a\":")), "an event of broken JSON");
}

static void probe_page(report *out) {
    stoa_condition condition = { .field = THING_FIELDS, .value = text(TEXT("x")) };
    refused(out, replies->page(out->reply, TEXT("unicorn"), NULL, 0), "a page of a resource that is not there");
    refused(out, replies->page(out->reply, TEXT("thing"), NULL, 1), "a page by a condition that is not there");
    refused(out, replies->page(out->reply, TEXT("thing"), &condition, 1), "a page by a field beyond the last");
    condition.field = SIZE;
    refused(out, replies->page(out->reply, TEXT("thing"), &condition, 1), "a page by text in a number field");
    refused(out, replies->page(out->reply, TEXT("thing"), &condition, UINT32_MAX), "a page by 2^32 - 1 conditions");
    refused(out, replies->page_through(out->reply, TEXT("thing"), TEXT("size"), &condition.value, TEXT("")),
            "a page through a filter that is not there");
    refused(out, replies->page_through(out->reply, TEXT("thing"), TEXT("size"), NULL, TEXT("")), "a page through nothing");
}

static void probe_reply(report *out) {
    refused(out, replies->status(out->reply, 0), "status 0");
    refused(out, replies->status(out->reply, 199), "status 199");
    refused(out, replies->status(out->reply, 400), "status 400");
    refused(out, replies->status(out->reply, UINT32_MAX), "status 2^32 - 1");
    refused(out, replies->json(out->reply, TEXT("x"), TEXT("{\"a\":")), "broken JSON");
    refused(out, replies->json(out->reply, TEXT("x"), TEXT("")), "no JSON");
    refused(out, replies->json(out->reply, TEXT("x"), TEXT("1 2")), "two JSON values");
    refused(out, replies->bytes(out->reply, TEXT("text/plain\r\nX-Evil: 1"), TEXT("x")),
            "a second header in a media type");
    refused(out, replies->header(out->reply, TEXT("Set-Cookie"), TEXT("a=b")), "a header that is the kernel's");
    refused(out, replies->header(out->reply, TEXT("Location\r\nX-Evil"), TEXT("/")), "a second header in a name");
    refused(out, replies->header(out->reply, TEXT("Location"), TEXT("/\r\nX-Evil: 1")), "a second header in a value");
    probe_page(out);
}

#include "hostile_times.h"
#include "hostile_work.h"

static const struct probe {
    stoa_str name;
    void (*run)(report *out);
} probes[] = {
    { STOA_STR("handles"), probe_handles }, { STOA_STR("stale"), probe_stale },   { STOA_STR("counts"), probe_counts },
    { STOA_STR("times"), probe_times },
    { STOA_STR("queries"), probe_queries }, { STOA_STR("fields"), probe_fields }, { STOA_STR("values"), probe_values },
    { STOA_STR("drafts"), probe_drafts },   { STOA_STR("bus"), probe_bus },       { STOA_STR("reply"), probe_reply },
    { STOA_STR("companions"), probe_companions },
    { STOA_STR("jobs"), probe_jobs },       { STOA_STR("events"), probe_events }, { STOA_STR("crypto"), probe_crypto },
};

static stoa_rc run(void *self, const void *data, stoa_cx cx, const stoa_request *request, stoa_reply reply) {
    (void)self, (void)data;
    const stoa_str name = request->n_params ? request->params[0].value : TEXT("");
    if (equal(name, TEXT("odd_failure"))) {
        return core->fail(cx, -77, TEXT("\xff\"\r\n"), TEXT("\xff\0 is not \"text\""));
    }
    if (equal(name, TEXT("odd_job"))) {
        const stoa_job_request job = { .size = sizeof(job), .job = TEXT("probe"), .args = request->body };
        return jobs->enqueue(cx, &job, NULL);
    }
    if (equal(name, TEXT("odd_result"))) {
        return INT32_MIN;
    }
    for (size_t i = 0; i < sizeof(probes) / sizeof(probes[0]); i++) {
        if (equal(name, probes[i].name)) {
            report out = { .cx = cx, .reply = reply };
            probes[i].run(&out);
            kept.cx = cx, kept.reply = reply, kept.rec = new_thing(&out);
            return out.n ? core->fail(cx, STOA_E_INVALID, TEXT("surprises"), (stoa_str){ out.text, out.n })
                         : replies->json(reply, TEXT("surprises"), TEXT("[]"));
        }
    }
    return core->fail(cx, STOA_E_NOT_FOUND, TEXT("probe"), TEXT("is unknown"));
}

/// Calls itself until the host says no, and answers how deep that was.
static stoa_rc recurse(void *self, const void *data, stoa_cx cx, stoa_json in, stoa_json *out) {
    (void)self, (void)data;
    if (++depth > deepest) {
        deepest = depth;
    }
    if (depth < FUSE) {
        bus->call(cx, TEXT("hostile.recurse/1"), in, out);
    }
    depth--;
    *out = TEXT("null");
    return STOA_OK;
}

/// Saves a thing, whose hook calls this service.
static stoa_rc save_one(void *self, const void *data, stoa_cx cx, stoa_json in, stoa_json *out) {
    (void)self, (void)data, (void)in;
    report ignored = { .cx = cx };
    *out = TEXT("null");
    if (depth >= FUSE) {
        return STOA_E_INTERNAL;
    }
    depth++;
    const stoa_rec thing = new_thing(&ignored);
    const stoa_rc rc = records->save(cx, &thing, 1);
    depth--;
    return rc;
}

static stoa_rc verdict(report *out) {
    return out->n ? core->fail(out->cx, STOA_E_INVALID, TEXT(""), (stoa_str){ out->text, out->n }) : STOA_OK;
}

/// Completes nothing, and tries what no hook may.
static stoa_rc prepare(void *self, const void *data, stoa_cx cx, const stoa_changes *changes) {
    (void)self, (void)data;
    report out = { .cx = cx };
    stoa_json answer;
    for (uint32_t i = 0; i < changes->count; i++) {
        const stoa_change *change = STOA_AT(changes, i);
        refused(&out, records->save(cx, &change->draft, 1), "save in a hook");
        refused(&out, records->remove(cx, &change->draft, 1), "remove in a hook");
    }
    refused(&out, bus->call(cx, TEXT("hostile.save/1"), TEXT("null"), &answer), "save by a service in a hook");
    return verdict(&out);
}

/// A VALIDATE hook may only refuse.
static stoa_rc validate(void *self, const void *data, stoa_cx cx, const stoa_changes *changes) {
    (void)self, (void)data;
    report out = { .cx = cx };
    for (uint32_t i = 0; i < changes->count; i++) {
        const stoa_change *change = STOA_AT(changes, i);
        stoa_rec part = { 0 };
        uint32_t n = 0;
        refused(&out, set(cx, change->draft, NAME, text(TEXT("owned"))), "set in VALIDATE");
        refused(&out, records->add_child(cx, change->draft, PARTS, &part), "add_child in VALIDATE");
        if (records->children(cx, change->draft, PARTS, &part, 1, &n) == STOA_OK && n > 0) {
            refused(&out, records->drop_child(cx, part), "drop_child in VALIDATE");
        }
    }
    return verdict(&out);
}

static stoa_rc create(const stoa_host *host, const void *data, void **self) {
    (void)data, (void)self;
    core = host->get(host, TEXT(STOA_CORE_1));
    records = host->get(host, TEXT(STOA_RECORDS_1));
    bus = host->get(host, TEXT(STOA_BUS_1));
    replies = host->get(host, TEXT(STOA_REPLY_1));
    jobs = host->get(host, TEXT(STOA_JOBS_1));
    crypto = host->get(host, TEXT(STOA_CRYPTO_1));
    if (host->get(host, TEXT("stoa.core/2")) || host->get(host, TEXT("")) || host->get(host, TEXT("stoa.core/1 "))) {
        return STOA_E_INTERNAL;
    }
    return core && records && bus && replies && jobs && crypto ? STOA_OK : STOA_E_UNSUPPORTED;
}

static const stoa_field thing_fields[] = {
    [NAME] = { .name = STOA_STR("name"), .flags = STOA_REQUIRED, .min = 1, .max = 80, .title = STOA_STR("Its name.") },
    [SIZE] = { .name = STOA_STR("size"), .type = STOA_F_INT, .max = 99, .title = STOA_STR("Its size.") },
    [PARTS] = { .name = STOA_STR("parts"),
                .type = STOA_F_CHILDREN,
                .target = STOA_STR("part"),
                .title = STOA_STR("Its parts.") },
};
static const stoa_field part_fields[] = { { .name = STOA_STR("label"), .title = STOA_STR("What is written on it.") } };
static const stoa_scope scopes[] = {
    { STOA_STR("read_things"), STOA_STR("Read things.") },
    { STOA_STR("write_things"), STOA_STR("Change things.") },
};
static const stoa_resource resources[] = {
    { .name = STOA_STR("thing"),
      .plural = STOA_STR("things"),
      .type_name = STOA_STR("Thing"),
      .title = STOA_STR("A thing."),
      .verbs = STOA_ALL_VERBS,
      .read_scope = STOA_STR("read_things"),
      .write_scope = STOA_STR("write_things"),
      .fields = STOA_ITEMS(thing_fields) },
    { .name = STOA_STR("part"),
      .plural = STOA_STR("parts"),
      .type_name = STOA_STR("Part"),
      .title = STOA_STR("A part."),
      .parent = STOA_STR("thing"),
      .read_scope = STOA_STR("read_things"),
      .write_scope = STOA_STR("write_things"),
      .fields = STOA_ITEMS(part_fields) },
};
static const stoa_hook hooks[] = {
    { .resource = STOA_STR("thing"),
      .kind = STOA_HOOK_PREPARE,
      .ops = STOA_ON_CREATED | STOA_ON_UPDATED,
      .fn = prepare },
    { .resource = STOA_STR("thing"),
      .kind = STOA_HOOK_VALIDATE,
      .ops = STOA_ON_CREATED | STOA_ON_UPDATED,
      .fn = validate },
};
static const stoa_route routes[] = {
    { .method = STOA_STR("POST"),
      .path = STOA_STR("hostile/{probe}"),
      .scope = STOA_STR("write_things"),
      .title = STOA_STR("Runs one probe."),
      .flags = STOA_ROUTE_WRITES,
      .fn = run },
};
static const stoa_service services[] = {
    { .name = STOA_STR("hostile.recurse/1"), .fn = recurse },
    { .name = STOA_STR("hostile.save/1"), .scope = STOA_STR("write_things"), .fn = save_one },
};
static const stoa_topic topics[] = { { STOA_STR("thing.probed"), STOA_STR("A probe ran."),
                                       .scope = STOA_STR("read_things") } };
static const stoa_job job_kinds[] = {
    { .name = STOA_STR("probe"), .title = STOA_STR("Misbehaves."), .width = 1, .fn = odd_job },
};
static const stoa_decl decl = {
    .size = sizeof(stoa_decl),
    .resources = STOA_ITEMS(resources),
    .scopes = STOA_ITEMS(scopes),
    .hooks = STOA_ITEMS(hooks),
    .routes = STOA_ITEMS(routes),
    .services = STOA_ITEMS(services),
    .topics = STOA_ITEMS(topics),
    .jobs = STOA_ITEMS(job_kinds),
};
FIXTURE_MODULE("hostile", decl, create, NULL, NULL);
