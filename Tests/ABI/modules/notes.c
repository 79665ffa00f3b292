// notes - does what the rules allow and other fixtures do not: one function under several declarations, told apart by
// its data; services of other modules; and the records that a route answers with.
#include "fixture.h"
#include <string.h>

enum { TEXT_FIELD, NUMBER, NOTE_FIELDS };

static const stoa_core_1 *core;
static const stoa_records_1 *records;
static const stoa_bus_1 *bus;
static const stoa_reply_1 *replies;
static const char identity[] = "notes";

static stoa_str string(const char *text) {
    return (stoa_str){ text, strlen(text) };
}

static stoa_rc new_note(stoa_cx cx, stoa_str words, stoa_rec *note) {
    const uint32_t field = TEXT_FIELD;
    const stoa_val value = { .tag = STOA_TEXT, .s = words };
    const stoa_rc rc = records->draft(cx, TEXT("note"), note);
    return rc < 0 ? rc : records->set(cx, *note, &field, &value, 1);
}

/// The data is the text of the note to make.
static stoa_rc add(void *self, const void *data, stoa_cx cx, const stoa_request *request, stoa_reply reply) {
    (void)self, (void)request;
    const uint32_t fields[] = { STOA_FIELD_ID, NUMBER };
    stoa_val before[2], after[2];
    stoa_rec note;
    stoa_rc rc = new_note(cx, string(data), &note);
    rc = rc < 0 ? rc : records->get(cx, note, fields, 2, before);
    rc = rc < 0 ? rc : records->save(cx, &note, 1);
    rc = rc < 0 ? rc : records->get(cx, note, fields, 2, after);
    if (rc >= 0 && (before[0].i == 0 || before[1].i != before[0].i || after[0].i != before[0].i)) {
        return STOA_E_INTERNAL;
    }
    return rc < 0 ? rc : replies->record(reply, note);
}

/// A draft that is not saved cannot be shown.
static stoa_rc show_draft(void *self, const void *data, stoa_cx cx, const stoa_request *request, stoa_reply reply) {
    (void)self, (void)data, (void)request;
    stoa_rec note;
    const stoa_rc rc = new_note(cx, TEXT("draft"), &note);
    return rc < 0 ? rc : replies->record(reply, note);
}

/// What a saved note looks like to clients, for an event of it; a draft does not look like anything yet.
static stoa_rc show(void *self, const void *data, stoa_cx cx, const stoa_request *request, stoa_reply reply) {
    (void)self, (void)data, (void)request;
    stoa_rec note;
    stoa_json shown;
    stoa_rc rc = new_note(cx, TEXT("shown"), &note);
    if (rc >= 0 && records->document(cx, note, &shown) != STOA_E_NOT_FOUND) {
        return STOA_E_INTERNAL;
    }
    rc = rc < 0 ? rc : records->save(cx, &note, 1);
    rc = rc < 0 ? rc : records->document(cx, note, &shown);
    return rc < 0 ? rc : replies->json(reply, TEXT("shown"), shown);
}

/// Two handles of one stored note: what the second was read from is no longer there once the first is saved.
static stoa_rc save_stale(void *self, const void *data, stoa_cx cx, const stoa_request *request, stoa_reply reply) {
    (void)self, (void)data, (void)request, (void)reply;
    const uint32_t id_field = STOA_FIELD_ID, field = TEXT_FIELD;
    const stoa_val first = { .tag = STOA_TEXT, .s = STOA_STR("one") };
    const stoa_val second = { .tag = STOA_TEXT, .s = STOA_STR("two") };
    stoa_rec note, twin;
    stoa_val id;
    stoa_rc rc = new_note(cx, TEXT("shared"), &note);
    rc = rc < 0 ? rc : records->save(cx, &note, 1);
    rc = rc < 0 ? rc : records->get(cx, note, &id_field, 1, &id);
    rc = rc < 0 ? rc : records->fetch(cx, TEXT("note"), &id.i, 1, &twin);
    rc = rc < 0 ? rc : records->edit(cx, &note, 1);
    rc = rc < 0 ? rc : records->set(cx, note, &field, &first, 1);
    rc = rc < 0 ? rc : records->save(cx, &note, 1);
    rc = rc < 0 ? rc : records->edit(cx, &twin, 1);
    rc = rc < 0 ? rc : records->set(cx, twin, &field, &second, 1);
    return rc < 0 ? rc : records->save(cx, &twin, 1);
}

/// A batch whose second note is refused. What it answers does not matter: nothing of the batch may stay.
static stoa_rc save_half(void *self, const void *data, stoa_cx cx, const stoa_request *request, stoa_reply reply) {
    (void)self, (void)data, (void)request;
    stoa_rec notes[2];
    stoa_rc rc = new_note(cx, TEXT("good"), &notes[0]);
    rc = rc < 0 ? rc : new_note(cx, TEXT("unwanted"), &notes[1]);
    rc = rc < 0 ? rc : records->save(cx, notes, 2);
    return rc < 0 ? replies->json(reply, TEXT("refused"), TEXT("true")) : STOA_E_INTERNAL;
}

/// Hands the request's body to the service that the path names.
static stoa_rc relay(void *self, const void *data, stoa_cx cx, const stoa_request *request, stoa_reply reply) {
    (void)self, (void)data;
    stoa_json answer;
    const stoa_rc rc = bus->call(cx, request->params[0].value, request->body, &answer);
    return rc < 0 ? rc : replies->json(reply, TEXT("answer"), answer);
}

/// The data is the answer.
static stoa_rc answer(void *self, const void *data, stoa_cx cx, stoa_json in, stoa_json *out) {
    (void)self, (void)cx, (void)in;
    *out = string(data);
    return STOA_OK;
}

/// Leaves *out alone, and answers with a positive number.
static stoa_rc say_nothing(void *self, const void *data, stoa_cx cx, stoa_json in, stoa_json *out) {
    (void)self, (void)data, (void)cx, (void)in, (void)out;
    return 7;
}

/// The data is the text that is refused.
static stoa_rc refuse(void *self, const void *data, stoa_cx cx, const stoa_changes *changes) {
    (void)self;
    const stoa_str unwanted = string(data);
    const uint32_t field = TEXT_FIELD;
    stoa_rc rc = STOA_OK;
    for (uint32_t i = 0; rc >= 0 && i < changes->count; i++) {
        const stoa_change *change = STOA_AT(changes, i);
        stoa_val value;
        rc = records->get(cx, change->draft, &field, 1, &value);
        if (rc >= 0 && value.s.n == unwanted.n && memcmp(value.s.p, unwanted.p, unwanted.n) == 0) {
            rc = core->fail(cx, STOA_E_INVALID, TEXT("text"), unwanted);
        }
    }
    return rc;
}

static stoa_rc create(const stoa_host *host, const void *data, void **self) {
    (void)self;
    core = host->get(host, TEXT(STOA_CORE_1));
    records = host->get(host, TEXT(STOA_RECORDS_1));
    bus = host->get(host, TEXT(STOA_BUS_1));
    replies = host->get(host, TEXT(STOA_REPLY_1));
    return core && records && bus && replies && data == identity ? STOA_OK : STOA_E_INTERNAL;
}

static const stoa_field fields[] = {
    [TEXT_FIELD] = { .name = STOA_STR("text"), .flags = STOA_REQUIRED, .title = STOA_STR("What it says.") },
    [NUMBER] = { .name = STOA_STR("number"), .type = STOA_F_OWN_ID, .title = STOA_STR("Its id.") },
};
static const stoa_resource resources[] = {
    { .name = STOA_STR("note"),
      .plural = STOA_STR("notes"),
      .type_name = STOA_STR("Note"),
      .title = STOA_STR("A note."),
      .verbs = STOA_ALL_VERBS,
      .read_scope = STOA_STR("read_notes"),
      .write_scope = STOA_STR("write_notes"),
      .fields = STOA_ITEMS(fields) },
};
static const stoa_scope scopes[] = {
    { STOA_STR("read_notes"), STOA_STR("Read notes.") },
    { STOA_STR("write_notes"), STOA_STR("Change notes.") },
};
#define ROUTE(route_path, function, fn_data) \
    { \
        .method = STOA_STR("POST"), .path = STOA_STR(route_path), .scope = STOA_STR("write_notes"), \
        .title = STOA_STR("A route."), .flags = STOA_ROUTE_WRITES, .fn = function, .data = fn_data \
    }
static const stoa_route routes[] = {
    ROUTE("notes/first", add, "first"),     ROUTE("notes/second", add, "second"),
    ROUTE("notes/draft", show_draft, NULL), ROUTE("notes/stale", save_stale, NULL),
    ROUTE("notes/half", save_half, NULL),   ROUTE("notes/relay/{service}", relay, NULL),
    ROUTE("notes/shown", show, NULL),
};
static const stoa_hook hooks[] = {
    { .resource = STOA_STR("note"),
      .kind = STOA_HOOK_VALIDATE,
      .ops = STOA_ON_CREATED | STOA_ON_UPDATED,
      .fn = refuse,
      .data = "unwanted" },
    { .resource = STOA_STR("note"),
      .kind = STOA_HOOK_VALIDATE,
      .ops = STOA_ON_CREATED | STOA_ON_UPDATED,
      .fn = refuse,
      .data = "unseen" },
};
static const stoa_service services[] = {
    { .name = STOA_STR("notes.one/1"), .fn = answer, .data = "1" },
    { .name = STOA_STR("notes.two/1"), .fn = answer, .data = "2" },
    { .name = STOA_STR("notes.broken/1"), .fn = answer, .data = "{\"a\":" },
    { .name = STOA_STR("notes.guarded/1"), .scope = STOA_STR("write_secrets"), .fn = answer, .data = "3" },
    { .name = STOA_STR("notes.nothing/1"), .fn = say_nothing },
};
static const stoa_decl decl = {
    .size = sizeof(stoa_decl),
    .resources = STOA_ITEMS(resources),
    .scopes = STOA_ITEMS(scopes),
    .hooks = STOA_ITEMS(hooks),
    .routes = STOA_ITEMS(routes),
    .services = STOA_ITEMS(services),
};
static const stoa_module module = {
    .size = sizeof(stoa_module),
    .abi = STOA_ABI,
    .id = STOA_STR("notes"),
    .version = STOA_STR("1.0.0"),
    .decl = &decl,
    .data = identity,
    .create = create,
};

const stoa_module *stoa_module_entry(uint32_t host_abi) {
    return host_abi >> 16 == STOA_ABI_MAJOR ? &module : NULL;
}
