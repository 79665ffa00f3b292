// root_fields - fields of GraphQL's Query and Mutation, with types of the module's own and one that follows from a resource.
#include "fixture.h"
#include <stdio.h>
#include <string.h>

static const stoa_core_1 *core;
static const stoa_records_1 *records;

FIXTURE_RECORDS("root_thing");

/// JSON around a text, in the call's memory.
static stoa_rc answer(stoa_cx cx, const char *before, stoa_str text, const char *after, stoa_json *out) {
    const size_t n = strlen(before) + text.n + strlen(after);
    char *const json = core->alloc(cx, n + 1, 1);
    if (!json) return STOA_E_TOO_LARGE;
    snprintf(json, n + 1, "%s%.*s%s", before, (int)text.n, text.p, after);
    *out = (stoa_json){ json, n };
    return STOA_OK;
}

/// Shows the arguments as they came.
static stoa_rc greeting(void *self, const void *data, stoa_cx cx, stoa_json in, stoa_json *out) {
    (void)self, (void)data;
    return answer(cx, "{\"id\":7,\"mood\":\"GOOD\",\"sent\":", in, "}", out);
}

/// Makes a thing with the name in the data, or refuses one that has none.
static stoa_rc add(void *self, const void *data, stoa_cx cx, stoa_json in, stoa_json *out) {
    (void)self, (void)in;
    const uint32_t id_field = STOA_FIELD_ID, name_field = 0;
    const stoa_val name = { .tag = STOA_TEXT, .s = { data, strlen(data) } };
    char digits[24];
    stoa_rec thing;
    stoa_val id;
    stoa_rc rc = records->draft(cx, TEXT("root_thing"), &thing);
    rc = rc < 0 ? rc : records->set(cx, thing, &name_field, &name, 1);
    rc = rc < 0 ? rc : records->save(cx, &thing, 1);
    rc = rc < 0 ? rc : records->get(cx, thing, &id_field, 1, &id);
    if (rc < 0) return rc;
    const int n = snprintf(digits, sizeof digits, "%lld", (long long)id.i);
    return answer(cx, "{\"thing\":", (stoa_str){ digits, (size_t)n }, "}", out);
}

/// Leaves something behind and then refuses, so that it has to be undone.
static stoa_rc refuse(void *self, const void *data, stoa_cx cx, stoa_json in, stoa_json *out) {
    const stoa_rc rc = add(self, data, cx, in, out);
    return rc < 0 ? rc : core->fail(cx, STOA_E_INVALID, TEXT("things[1].first_name"), TEXT("can't be blank"));
}

static stoa_rc nothing(void *self, const void *data, stoa_cx cx, stoa_json in, stoa_json *out) {
    (void)self, (void)data, (void)cx, (void)in, (void)out;
    return STOA_OK;
}

static stoa_rc create(const stoa_host *host, const void *data, void **self) {
    (void)data, (void)self;
    core = host->get(host, TEXT(STOA_CORE_1));
    records = host->get(host, TEXT(STOA_RECORDS_1));
    return core && records ? STOA_OK : STOA_E_UNSUPPORTED;
}

static const stoa_root_field root_fields[] = {
    { STOA_STR("Query.greeting"), STOA_STR("any"), greeting, NULL },
    { STOA_STR("Query.nothing"), STOA_STR("read_things"), nothing, NULL },
    { STOA_STR("Mutation.thingAdd"), STOA_STR("write_things"), add, "Made" },
    { STOA_STR("Mutation.thingRefuse"), STOA_STR("write_things"), refuse, "Undone" },
};
static const stoa_decl decl = {
    .size = sizeof(stoa_decl),
    .resources = STOA_ITEMS(fixture_resources),
    .scopes = STOA_ITEMS(fixture_scopes),
    .root_fields = STOA_ITEMS(root_fields),
    .graphql_types = STOA_STR(
        "extend type Query {\n"
        "  \"Greets.\" greeting(name: String = \"you\", thing: ID, things: [GreetingInput!], mood: Mood): Greeting!\n"
        "  nothing: Greeting\n"
        "}\n"
        "extend type Mutation { thingAdd: ThingPayload thingRefuse: ThingPayload }\n"
        "input GreetingInput { id: ID! number: Int = 1 }\n"
        "enum Mood { GOOD BAD }\n"
        "type Greeting { id: ID! mood: Mood! sent: JSON }\n"
        "type ThingPayload { thing: Thing userErrors: [UserError!]! }\n"),
};
FIXTURE_MODULE("root_fields", decl, create, NULL, NULL);
