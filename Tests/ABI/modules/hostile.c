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

/// Every function that takes a record, with handles that must not work.
static void try_record(report *out, stoa_cx cx, stoa_rec rec, const char *what) {
    const uint32_t field = NAME;
    stoa_val value = text(TEXT("x"));
    stoa_rec other;
    uint32_t n;
    is(out, STOA_E_HANDLE, records->get(cx, rec, &field, 1, &value), what);
    is(out, STOA_E_HANDLE, records->set(cx, rec, &field, &value, 1), what);
    is(out, STOA_E_HANDLE, records->children(cx, rec, PARTS, &other, 1, &n), what);
    is(out, STOA_E_HANDLE, records->add_child(cx, rec, PARTS, &other), what);
    is(out, STOA_E_HANDLE, records->drop_child(cx, rec), what);
    is(out, STOA_E_HANDLE, records->was_sent(cx, rec, NAME, &n), what);
    is(out, STOA_E_HANDLE, records->edit(cx, &rec, 1), what);
    is(out, STOA_E_HANDLE, records->save(cx, &rec, 1), what);
    is(out, STOA_E_HANDLE, records->remove(cx, &rec, 1), what);
}

/// Every function of jobs, events and keys that takes a context, with one that must not work.
static void try_work(report *out, stoa_cx cx, const char *what) {
    const stoa_job_request request = { .size = sizeof(request), .job = TEXT("probe") };
    const stoa_event_query query = { .size = sizeof(query), .limit = 1 };
    stoa_topic_info topic = { .size = sizeof(topic) };
    stoa_events events;
    stoa_rec draft;
    stoa_json scopes, sent;
    uint8_t key[32];
    int64_t id;
    is(out, STOA_E_HANDLE, records->draft_with_id(cx, TEXT("thing"), 1, &draft), what);
    is(out, STOA_E_HANDLE, core->scopes(cx, &scopes), what);
    is(out, STOA_E_HANDLE, records->input(cx, kept.rec, TEXT("notes"), &sent), what);
    is(out, STOA_E_HANDLE, records->document(cx, kept.rec, &sent), what);
    is(out, STOA_E_HANDLE, jobs->enqueue(cx, &request, &id), what);
    is(out, STOA_E_HANDLE, jobs->cancel(cx, TEXT("probe"), TEXT("key")), what);
    is(out, STOA_E_HANDLE, bus->topic(cx, TEXT("thing.probed"), &topic), what);
    is(out, STOA_E_HANDLE, bus->events(cx, &query, &events), what);
    is(out, STOA_E_HANDLE, crypto->key(cx, TEXT("label"), key), what);
}

/// Every function that takes a context, with one that must not work.
static void try_context(report *out, stoa_cx cx, const char *what) {
    stoa_info info = { .size = sizeof(info) };
    const stoa_query query = {
        .size = sizeof(query), .limit = 10, .resource = TEXT("thing"), .stride = sizeof(stoa_condition)
    };
    const int64_t id = 1;
    stoa_json json;
    stoa_rec rec;
    uint32_t n;
    int32_t seconds;
    int64_t at;
    char byte;
    is(out, STOA_E_HANDLE, core->info(cx, &info), what);
    is(out, STOA_E_HANDLE, core->config(cx, TEXT("key"), &json), what);
    is(out, STOA_E_HANDLE, core->utc_offset(cx, TEXT(""), 0, &seconds), what);
    is(out, STOA_E_HANDLE, core->read_time(cx, TEXT("1970-01-01"), &at), what);
    is(out, STOA_E_HANDLE, records->find(cx, &query, &rec, 1, &n), what);
    is(out, STOA_E_HANDLE, records->fetch(cx, TEXT("thing"), &id, 1, &rec), what);
    is(out, STOA_E_HANDLE, records->draft(cx, TEXT("thing"), &rec), what);
    is(out, STOA_E_HANDLE, bus->call(cx, TEXT("hostile.recurse/1"), TEXT("null"), &json), what);
    is(out, STOA_E_HANDLE, bus->emit(cx, TEXT("thing.probed"), 1, TEXT("{}")), what);
    try_work(out, cx, what);
    refused(out, core->can(cx, TEXT("write_things")), what);
    if (core->alloc(cx, 16, 8)) {
        surprise(out, what, STOA_OK);
    }
    // These have no failure to report, and must survive.
    core->fail(cx, STOA_E_INVALID, TEXT("name"), TEXT("is hostile"));
    core->log(cx, STOA_LOG_INFO, TEXT("hostile"), NULL, 0);
    core->now_us(cx, 1);
    core->random(cx, &byte, 1);
}

static void probe_handles(report *out) {
    const uint64_t forged[] = { 0, 1, 0x100000001u, UINT64_MAX, out->reply.v, out->cx.v };
    const stoa_rec thing = new_thing(out);
    for (size_t i = 0; i < sizeof(forged) / sizeof(forged[0]); i++) {
        if (forged[i] != thing.v) {
            try_record(out, out->cx, (stoa_rec){ forged[i] }, "a forged record");
        }
        if (forged[i] != out->cx.v) {
            try_context(out, (stoa_cx){ forged[i] }, "a forged context");
        }
        if (forged[i] != out->reply.v) {
            is(out, STOA_E_HANDLE, replies->status((stoa_reply){ forged[i] }, 200), "a forged reply");
        }
    }
    // The upper half is the generation in the usual layout of such numbers: an off-by-one there must be noticed.
    try_record(out, out->cx, (stoa_rec){ thing.v + (UINT64_C(1) << 32) }, "a record of a later generation");
}

static void probe_stale(report *out) {
    if (!kept.cx.v) {
        surprise(out, "run another probe first", STOA_OK);
        return;
    }
    try_context(out, kept.cx, "a context after its call");
    try_record(out, kept.cx, kept.rec, "a record and its context after their call");
    try_record(out, out->cx, kept.rec, "a record of another context");
    is(out, STOA_E_HANDLE, replies->json(kept.reply, TEXT("x"), TEXT("1")), "a reply after its call");
    is(out, STOA_E_HANDLE, replies->bytes(kept.reply, TEXT("text/plain"), TEXT("x")), "a reply after its call");
}

static void probe_counts(report *out) {
    const stoa_rec thing = new_thing(out);
    const uint32_t field = NAME;
    const int64_t id = 1;
    const stoa_kv pair = { TEXT("key"), TEXT("value") };
    stoa_val value = text(TEXT("x"));
    stoa_rec found[4] = { { 7 }, { 7 }, { 7 }, { 7 } };
    uint32_t n = 0;
    refused(out, records->get(out->cx, thing, &field, UINT32_MAX, &value), "get of 2^32 - 1 fields");
    refused(out, records->set(out->cx, thing, &field, &value, UINT32_MAX), "set of 2^32 - 1 fields");
    refused(out, records->fetch(out->cx, TEXT("thing"), &id, 251, found), "fetch of 251 ids");
    refused(out, records->fetch(out->cx, TEXT("thing"), &id, UINT32_MAX, found), "fetch of 2^32 - 1 ids");
    refused(out, records->edit(out->cx, &thing, UINT32_MAX), "edit of 2^32 - 1 records");
    refused(out, records->save(out->cx, &thing, UINT32_MAX), "save of 2^32 - 1 records");
    refused(out, records->remove(out->cx, &thing, UINT32_MAX), "remove of 2^32 - 1 records");
    core->log(out->cx, 77, TEXT("an unknown level and 2^32 - 1 pairs"), &pair, UINT32_MAX);

    is(out, STOA_OK, records->children(out->cx, thing, PARTS, NULL, 0, &n), "children with room for none");
    is(out, 1, (stoa_rc)n, "children counts");
    is(out, STOA_OK, records->children(out->cx, thing, PARTS, found, UINT32_MAX, &n),
       "children with room for 2^32 - 1");
    is(out, 7, (stoa_rc)found[1].v, "children writes no more than there are");
    is(out, STOA_OK, records->set(out->cx, thing, NULL, NULL, 0), "set of nothing");
    is(out, STOA_OK, records->get(out->cx, thing, NULL, 0, NULL), "get of nothing");
    if (core->alloc(out->cx, SIZE_MAX, 8) || core->alloc(out->cx, SIZE_MAX / 2, 16) ||
        core->alloc(out->cx, 17u << 20, 8)) {
        surprise(out, "alloc above the quota", STOA_OK);
    }
    if (core->alloc(out->cx, 8, 3) || core->alloc(out->cx, 8, 4096)) {
        surprise(out, "alloc with an alignment that is not offered", STOA_OK);
    }
}

static void probe_times(report *out) {
    const stoa_str nowhere = { NULL, 4 };
    int32_t seconds = 7;
    int64_t at = 7;
    is(out, STOA_OK, core->utc_offset(out->cx, TEXT("Asia/Tokyo"), 0, &seconds), "an offset");
    is(out, 9 * 3600, seconds, "the offset of Tokyo");
    is(out, STOA_OK, core->utc_offset(out->cx, TEXT(""), INT64_MIN, &seconds), "the store's offset at the first moment");
    is(out, STOA_OK, core->utc_offset(out->cx, TEXT("Europe/Paris"), INT64_MAX, &seconds), "an offset at the last moment");
    is(out, STOA_E_NOT_FOUND, core->utc_offset(out->cx, TEXT("../passwd"), 0, &seconds), "an offset of no zone");
    is(out, STOA_E_BAD, core->utc_offset(out->cx, nowhere, 0, &seconds), "an offset of a zone at NULL");
    is(out, STOA_E_BAD, core->utc_offset(out->cx, TEXT(""), 0, NULL), "an offset to NULL");
    is(out, STOA_OK, core->read_time(out->cx, TEXT("1970-01-01T00:00:01"), &at), "a time");
    is(out, 1000000, (stoa_rc)at, "the time by the store's clocks");
    is(out, STOA_E_INVALID, core->read_time(out->cx, TEXT("yesterday"), &at), "a text that is no time");
    is(out, STOA_E_BAD, core->read_time(out->cx, nowhere, &at), "a time at NULL");
    is(out, STOA_E_BAD, core->read_time(out->cx, TEXT("1970-01-01"), NULL), "a time to NULL");
}

/// What ONE_OF takes, and what it does not.
static void probe_lists(report *out, stoa_query query) {
    static char many[2 * 251 + 2] = "[1";
    for (size_t i = 0; i < 250; i++) {
        memcpy(many + 2 + 2 * i, ",1", 2);
    }
    many[2 + 2 * 250] = ']';
    const struct {
        uint32_t field;
        stoa_str list;
    } bad[] = {
        { SIZE, TEXT("") },        { SIZE, { NULL, 4 } },     { SIZE, TEXT("[") },      { SIZE, TEXT("7") },
        { SIZE, TEXT("[]") },      { SIZE, TEXT("[null]") },  { SIZE, TEXT("[1.5]") },  { SIZE, TEXT("[\"1\"]") },
        { SIZE, TEXT("[1,[2]]") }, { NAME, TEXT("[1]") },     { PARTS, TEXT("[1]") },   { UINT32_MAX - 7, TEXT("[1]") },
        { SIZE, { many, 2 * 251 + 1 } },
    };
    stoa_rec found[2];
    uint32_t n = 0;
    stoa_condition condition = { .field = SIZE, .op = STOA_Q_ONE_OF };
    query.conditions = &condition;
    query.n = 1;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        condition.field = bad[i].field;
        condition.value = (stoa_val){ .tag = STOA_JSON, .s = bad[i].list };
        refused(out, records->find(out->cx, &query, found, 2, &n), "one of a list that is none");
    }
    condition.field = SIZE;
    condition.value = text(TEXT("[1]"));
    refused(out, records->find(out->cx, &query, found, 2, &n), "one of a list that is text");
    condition.value = (stoa_val){ .tag = STOA_JSON, .s = TEXT("[1, -2, 3]") };
    is(out, STOA_OK, records->find(out->cx, &query, found, 2, &n), "one of three numbers");
}

static void probe_queries(report *out) {
    const stoa_condition condition = { .field = NAME, .op = STOA_Q_EQ, .value = text(TEXT("x")) };
    const stoa_query good = {
        .size = sizeof(good), .limit = 2, .resource = TEXT("thing"), .stride = sizeof(condition)
    };
    stoa_rec found[3] = { { 7 }, { 7 }, { 7 } };
    uint32_t n = 0;
    stoa_query query = good;
    is(out, STOA_OK, records->find(out->cx, &query, found, 2, &n), "find");
    if (n > 2 || found[2].v != 7) {
        surprise(out, "find wrote past its room", (stoa_rc)n);
    }
    query.limit = UINT32_MAX;
    records->find(out->cx, &query, found, 2, &n);
    if (n > 2 || found[2].v != 7) {
        surprise(out, "find with a limit of 2^32 - 1 wrote past its room", (stoa_rc)n);
    }
    query = good;
    query.conditions = &condition;
    query.n = UINT32_MAX;
    refused(out, records->find(out->cx, &query, found, 2, &n), "find with 2^32 - 1 conditions");
    query.n = 1;
    query.stride = 0;
    refused(out, records->find(out->cx, &query, found, 2, &n), "find with a stride of 0");
    query = good;
    query.size = 0;
    refused(out, records->find(out->cx, &query, found, 2, &n), "find with a query of size 0");
    probe_lists(out, good);
    query = good;
    query.resource = TEXT("unicorn");
    refused(out, records->find(out->cx, &query, found, 2, &n), "find of a resource that is not there");
    refused(out, records->draft(out->cx, TEXT("unicorn"), found), "draft of a resource that is not there");
    refused(out, records->draft(out->cx, TEXT("part"), found), "draft of a child");
}

static void probe_companions(report *out) {
    const int64_t never[] = { 0, -1, 1, 7000000000, INT64_MAX, INT64_MIN };
    const stoa_rec thing = new_thing(out);
    const uint32_t id_field = STOA_FIELD_ID;
    stoa_val id;
    stoa_rec draft;
    for (size_t i = 0; i < sizeof(never) / sizeof(never[0]); i++) {
        is(out, STOA_E_NOT_FOUND, records->draft_with_id(out->cx, TEXT("thing"), never[i], &draft), "a companion of nobody");
    }
    is(out, STOA_OK, records->save(out->cx, &thing, 1), "save");
    is(out, STOA_OK, records->get(out->cx, thing, &id_field, 1, &id), "get");
    is(out, STOA_E_CONFLICT, records->draft_with_id(out->cx, TEXT("thing"), id.i, &draft), "its own companion");
    refused(out, records->draft_with_id(out->cx, TEXT("part"), id.i, &draft), "a companion that is a child");
    refused(out, records->draft_with_id(out->cx, TEXT("unicorn"), id.i, &draft), "a companion of no resource");
    refused(out, records->draft_with_id(out->cx, TEXT("thing"), id.i, NULL), "a companion handed to nobody");
    is(out, STOA_OK, records->remove(out->cx, &thing, 1), "remove");
}

static void probe_fields(report *out) {
    const uint32_t beyond[] = { THING_FIELDS, 1000, 0x7FFFFFFFu, STOA_FIELD_PARENT - 1 };
    const stoa_rec thing = new_thing(out);
    stoa_val value = text(TEXT("x"));
    stoa_json sent;
    stoa_rec other;
    uint32_t n;
    for (size_t i = 0; i < sizeof(beyond) / sizeof(beyond[0]); i++) {
        stoa_condition condition = { .field = beyond[i], .value = text(TEXT("x")) };
        const stoa_query query = { .size = sizeof(query),
                                   .limit = 1,
                                   .resource = TEXT("thing"),
                                   .conditions = &condition,
                                   .n = 1,
                                   .stride = sizeof(condition) };
        refused(out, records->get(out->cx, thing, &beyond[i], 1, &value), "get of a field beyond the last");
        refused(out, set(out->cx, thing, beyond[i], value), "set of a field beyond the last");
        refused(out, records->children(out->cx, thing, beyond[i], &other, 1, &n),
                "children of a field beyond the last");
        refused(out, records->add_child(out->cx, thing, beyond[i], &other), "add_child to a field beyond the last");
        refused(out, records->was_sent(out->cx, thing, beyond[i], &n), "was_sent of a field beyond the last");
        refused(out, records->find(out->cx, &query, &other, 1, &n), "find by a field beyond the last");
    }
    refused(out, set(out->cx, thing, STOA_FIELD_ID, (stoa_val){ .tag = STOA_I64, .i = 5 }), "set of the id");
    refused(out, set(out->cx, thing, STOA_FIELD_PARENT, (stoa_val){ .tag = STOA_I64, .i = 5 }), "set of the parent");
    refused(out, records->children(out->cx, thing, NAME, &other, 1, &n), "children of a text field");
    refused(out, records->add_child(out->cx, thing, NAME, &other), "add_child to a text field");
    refused(out, records->drop_child(out->cx, thing), "drop_child of a root");
    refused(out, records->input(out->cx, thing, TEXT("notes"), &sent), "an input that is not declared");
    refused(out, records->input(out->cx, thing, TEXT("name"), NULL), "an input handed to nobody");
    refused(out, records->document(out->cx, thing, &sent), "a document of what is not stored");
    refused(out, records->document(out->cx, thing, NULL), "a document handed to nobody");
}

/// Values are checked when they are set or when the draft is saved; either may refuse.
static void refused_value(report *out, uint32_t field, stoa_val value, const char *what) {
    const stoa_rec thing = new_thing(out);
    if (set(out->cx, thing, field, value) >= 0) {
        refused(out, records->save(out->cx, &thing, 1), what);
    }
}

static void probe_values(report *out) {
    static char long_text[1 << 20];
    memset(long_text, 'x', sizeof(long_text));
    refused_value(out, NAME, text(TEXT("\xff\xfe")), "text that is not UTF-8");
    refused_value(out, NAME, text(TEXT("\xed\xa0\x80")), "text with a surrogate");
    refused_value(out, NAME, text(TEXT("a\0b")), "text with NUL");
    refused_value(out, NAME, text((stoa_str){ long_text, sizeof(long_text) }), "text above its bound");
    refused_value(out, NAME, (stoa_val){ .tag = STOA_I64, .i = 1 }, "a number in a text field");
    refused_value(out, NAME, (stoa_val){ .tag = 99 }, "an unknown tag, which reads as null, in a required field");
    refused_value(out, SIZE, text(TEXT("many")), "text in a number field");
    refused_value(out, SIZE, (stoa_val){ .tag = STOA_I64, .i = INT64_MIN }, "a number below its bound");
    refused_value(out, SIZE, (stoa_val){ .tag = STOA_F64, .f = __builtin_nan("") }, "not a number");
    refused_value(out, PARTS, text(TEXT("[]")), "text in a children field");
}

static void probe_drafts(report *out) {
    const stoa_rec thing = new_thing(out), twice[] = { thing, thing };
    stoa_rec part;
    uint32_t n;
    refused(out, records->remove(out->cx, &thing, 1), "remove of what was never saved");
    is(out, STOA_OK, records->children(out->cx, thing, PARTS, &part, 1, &n), "children");
    refused(out, records->save(out->cx, &part, 1), "save of a child");
    is(out, STOA_OK, records->drop_child(out->cx, part), "drop_child");
    refused(out, records->drop_child(out->cx, part), "drop_child twice");
    refused(out, records->save(out->cx, twice, 2), "save of one draft twice in a call");
    is(out, STOA_OK, records->save(out->cx, &thing, 1), "save");
    refused(out, set(out->cx, thing, NAME, text(TEXT("y"))), "set of a stored record");
    is(out, STOA_OK, records->edit(out->cx, &thing, 1), "edit");
    is(out, STOA_OK, records->save(out->cx, &thing, 1), "save after edit");
    is(out, STOA_OK, records->remove(out->cx, &thing, 1), "remove");
    refused(out, records->remove(out->cx, &thing, 1), "remove twice");
    refused(out, records->edit(out->cx, &thing, 1), "edit of what was removed");
}

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
