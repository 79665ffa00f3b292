// hostile_work.h - the part of hostile.c that is about jobs, events and keys.
#ifndef HOSTILE_WORK_H
#define HOSTILE_WORK_H

/// Leaves what no job may, as its arguments say.
static stoa_rc odd_job(void *self, const void *data, stoa_cx cx, const stoa_job_run *job, stoa_job_next *next) {
    (void)self, (void)data, (void)cx;
    static const stoa_kv header = { STOA_STR("a"), STOA_STR("b") }, lost = { { NULL, 4 }, STOA_STR("b") };
    static char long_text[(256 << 10) + 1];
    next->what = STOA_JOB_HTTP;
    next->http.method = TEXT("POST");
    next->http.url = TEXT("https://example.com/");
    if (equal(job->args, TEXT("\"what\""))) {
        next->what = 99;
    } else if (equal(job->args, TEXT("\"arguments\""))) {
        next->args = TEXT("{\"a\":");
    } else if (equal(job->args, TEXT("\"null_arguments\""))) {
        next->args = (stoa_json){ NULL, 4 };
    } else if (equal(job->args, TEXT("\"long_arguments\""))) {
        memset(long_text, '1', sizeof(long_text));
        next->args = (stoa_json){ long_text, sizeof(long_text) };
    } else if (equal(job->args, TEXT("\"null_headers\""))) {
        next->http.n_headers = 3;
    } else if (equal(job->args, TEXT("\"many_headers\""))) {
        next->http.headers = &header, next->http.n_headers = UINT32_MAX;
    } else if (equal(job->args, TEXT("\"lost_header\""))) {
        next->http.headers = &lost, next->http.n_headers = 1;
    } else if (equal(job->args, TEXT("\"null_body\""))) {
        next->http.body = (stoa_str){ NULL, 4 };
    } else if (equal(job->args, TEXT("\"null_url\""))) {
        next->http.url = (stoa_str){ NULL, 4 };
    } else {
        return INT32_MIN;
    }
    return STOA_OK;
}

static void probe_jobs(report *out) {
    static char long_text[(256 << 10) + 1];
    memset(long_text, '1', sizeof(long_text));
    long_text[0] = long_text[sizeof(long_text) - 2] = '"';
    const stoa_str longest = { long_text, sizeof(long_text) - 1 }, too_long = { long_text, sizeof(long_text) };
    const stoa_str nowhere = { NULL, 5 };
    const stoa_job_request good = { .size = sizeof(good), .job = TEXT("probe"), .key = TEXT("k"), .args = longest };
    stoa_job_request request = good;
    int64_t id = 0, again = 0;
    is(out, STOA_OK, jobs->enqueue(out->cx, &good, &id), "enqueue");
    is(out, STOA_OK, jobs->enqueue(out->cx, &good, &again), "enqueue of a key that waits");
    is(out, 1, id != 0 && id == again, "the id is that of the job which waits");
    is(out, STOA_OK, jobs->cancel(out->cx, TEXT("probe"), TEXT("k")), "cancel");
    is(out, STOA_E_NOT_FOUND, jobs->cancel(out->cx, TEXT("probe"), TEXT("k")), "cancel twice");
    is(out, STOA_E_NOT_FOUND, jobs->cancel(out->cx, TEXT("unicorn"), TEXT("k")), "cancel of an unknown job");
    is(out, STOA_E_BAD, jobs->cancel(out->cx, nowhere, TEXT("k")), "cancel of a name at NULL");
    is(out, STOA_E_BAD, jobs->enqueue(out->cx, NULL, &id), "enqueue of NULL");
    request.size = 0;
    is(out, STOA_E_NOT_FOUND, jobs->enqueue(out->cx, &request, NULL), "enqueue of a request of size 0: no name");
    request.size = offsetof(stoa_job_request, key);
    request.args = too_long;
    is(out, STOA_OK, jobs->enqueue(out->cx, &request, NULL), "enqueue of a request that ends behind the name");
    request = good;
    request.args = too_long;
    is(out, STOA_E_TOO_LARGE, jobs->enqueue(out->cx, &request, NULL), "arguments above 256 KiB");
    request.args = TEXT("{\"a\":");
    is(out, STOA_E_BAD, jobs->enqueue(out->cx, &request, NULL), "broken arguments");
    request.args = nowhere;
    is(out, STOA_E_BAD, jobs->enqueue(out->cx, &request, NULL), "arguments at NULL");
    request = good;
    request.job = TEXT("unicorn");
    is(out, STOA_E_NOT_FOUND, jobs->enqueue(out->cx, &request, NULL), "a job that is not declared");
    request.job = TEXT("a\xff");
    is(out, STOA_E_BAD, jobs->enqueue(out->cx, &request, NULL), "a name that is not UTF-8");
    request = good;
    request.lane = (stoa_str){ long_text, 201 };
    is(out, STOA_E_TOO_LARGE, jobs->enqueue(out->cx, &request, NULL), "a lane of 201 bytes");
    request = good;
    request.key = (stoa_str){ long_text, 201 };
    is(out, STOA_E_TOO_LARGE, jobs->enqueue(out->cx, &request, NULL), "a key of 201 bytes");
}

static void probe_events(report *out) {
    const stoa_event_query good = { .size = sizeof(good), .limit = 250 };
    stoa_topic_info topic = { .size = sizeof(topic) };
    stoa_event_query query = good;
    stoa_events events = { 0 };
    is(out, STOA_OK, bus->emit(out->cx, TEXT("thing.probed"), 7, TEXT("{\"a\":1}")), "emit");
    is(out, STOA_OK, bus->events(out->cx, &good, &events), "events");
    const stoa_event *last = events.count ? STOA_AT(&events, events.count - 1) : NULL;
    is(out, 7, last ? (stoa_rc)last->record : 0, "an event is read where it is left");
    is(out, STOA_E_BAD, bus->events(out->cx, NULL, &events), "events of NULL");
    is(out, STOA_E_BAD, bus->events(out->cx, &good, NULL), "events to NULL");
    query.limit = 251;
    is(out, STOA_E_BAD, bus->events(out->cx, &query, &events), "251 events");
    query.limit = UINT32_MAX;
    is(out, STOA_E_BAD, bus->events(out->cx, &query, &events), "2^32 - 1 events");
    query = good;
    query.size = 4;
    is(out, STOA_E_BAD, bus->events(out->cx, &query, &events), "a query that ends before its limit");
    query = good;
    query.topic = (stoa_str){ NULL, 9 };
    is(out, STOA_E_BAD, bus->events(out->cx, &query, &events), "a topic at NULL");
    query.topic = TEXT("nothing.of.the.kind");
    is(out, STOA_OK, bus->events(out->cx, &query, &events), "events of an unknown topic");
    is(out, 0, (stoa_rc)events.count, "there are none");
    query = good;
    query.after_seq = INT64_MAX, query.since_us = INT64_MIN, query.until_seq = INT64_MIN;
    is(out, STOA_OK, bus->events(out->cx, &query, &events), "events beyond the last");
    is(out, 0, (stoa_rc)events.count, "nothing is beyond the last");
    is(out, STOA_OK, bus->topic(out->cx, TEXT("thing.probed"), &topic), "topic");
    is(out, STOA_E_NOT_FOUND, bus->topic(out->cx, TEXT("thing.unheard"), &topic), "an unknown topic");
    is(out, STOA_E_BAD, bus->topic(out->cx, TEXT("thing.probed"), NULL), "topic to NULL");
    is(out, STOA_E_BAD, bus->topic(out->cx, (stoa_str){ NULL, 3 }, &topic), "a topic's name at NULL");
    topic = (stoa_topic_info){ .size = 0 };
    is(out, STOA_E_BAD, bus->topic(out->cx, TEXT("thing.probed"), &topic), "topic to a struct of size 0");
    topic.size = offsetof(stoa_topic_info, scope);
    topic.scope.n = 77;
    is(out, STOA_OK, bus->topic(out->cx, TEXT("thing.probed"), &topic), "topic to a smaller struct");
    is(out, 77, (stoa_rc)topic.scope.n, "a smaller struct is not written beyond its end");
}

static void probe_crypto(report *out) {
    uint32_t matches = 9;
    refused(out, crypto->password_matches(out->cx, TEXT("x"), TEXT(""), NULL), "a comparison told to nobody");
    refused(out, crypto->password_matches((stoa_cx){ 7 }, TEXT("x"), TEXT(""), &matches), "a comparison in no call");
    is(out, STOA_OK, crypto->password_matches(out->cx, TEXT("x"), TEXT("$scrypt$"), &matches), "a comparison with no hash");
    is(out, 0, (stoa_rc)matches, "what is no hash matches nothing");
    // FIPS 180-4, the hash of "abc"; RFC 4231, test case 2.
    static const uint8_t hash[] = { 0xba, 0x78, 0x16, 0xbf }, mac[] = { 0x5b, 0xdc, 0xc1, 0x46 };
    const stoa_str nowhere = { NULL, 5 };
    uint8_t a[32], b[32];
    is(out, STOA_OK, crypto->sha256(TEXT("abc"), a), "sha256");
    is(out, 0, memcmp(a, hash, sizeof(hash)), "the hash is right");
    is(out, STOA_OK, crypto->hmac_sha256(TEXT("Jefe"), TEXT("what do ya want for nothing?"), a), "hmac_sha256");
    is(out, 0, memcmp(a, mac, sizeof(mac)), "the signature is right");
    is(out, STOA_OK, crypto->sha256((stoa_str){ NULL, 0 }, a), "the hash of nothing");
    is(out, STOA_E_BAD, crypto->sha256(TEXT("abc"), NULL), "sha256 to NULL");
    is(out, STOA_E_BAD, crypto->sha256(nowhere, a), "sha256 of NULL");
    is(out, STOA_E_BAD, crypto->hmac_sha256(nowhere, TEXT("x"), a), "a key at NULL");
    is(out, STOA_E_BAD, crypto->hmac_sha256(TEXT("x"), nowhere, a), "hmac_sha256 of NULL");
    is(out, STOA_E_BAD, crypto->hmac_sha256(TEXT("x"), TEXT("x"), NULL), "hmac_sha256 to NULL");
    is(out, STOA_OK, crypto->key(out->cx, TEXT("label"), a), "key");
    is(out, STOA_OK, crypto->key(out->cx, TEXT("label"), b), "key again");
    is(out, 0, memcmp(a, b, sizeof(a)), "a label has one key");
    is(out, STOA_OK, crypto->key(out->cx, TEXT("another"), b), "key of another label");
    is(out, 1, memcmp(a, b, sizeof(a)) != 0, "another label has another key");
    is(out, STOA_E_BAD, crypto->key(out->cx, TEXT("label"), NULL), "key to NULL");
    is(out, STOA_E_BAD, crypto->key(out->cx, nowhere, a), "key of a label at NULL");
}

#endif
