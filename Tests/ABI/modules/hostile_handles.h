// hostile_handles.h - the part of hostile.c that is about handles that must not work.
#ifndef HOSTILE_HANDLES_H
#define HOSTILE_HANDLES_H

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

#endif
