// hostile_records.h - the part of hostile.c that is about records: what is looked for, written and counted.
#ifndef HOSTILE_RECORDS_H
#define HOSTILE_RECORDS_H

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

#endif
