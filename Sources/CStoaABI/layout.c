// layout.c - what calls hand over: base.h, and the tables of functions; see layout.h.
#include "layout.h"

#if defined(__LP64__)
// base.h
STRUCT(stoa_str, 16);
MEMBER(stoa_str, p, 0);
MEMBER(stoa_str, n, 8);

STRUCT(stoa_kv, 32);
MEMBER(stoa_kv, key, 0);
MEMBER(stoa_kv, value, 16);

STRUCT(stoa_cx, 8);
MEMBER(stoa_cx, v, 0);

STRUCT(stoa_rec, 8);
MEMBER(stoa_rec, v, 0);

STRUCT(stoa_reply, 8);
MEMBER(stoa_reply, v, 0);

STRUCT(stoa_val, 40);
MEMBER(stoa_val, tag, 0);
MEMBER(stoa_val, flags, 4);
MEMBER(stoa_val, i, 8);
MEMBER(stoa_val, f, 16);
MEMBER(stoa_val, s, 24);

// core.h
STRUCT(stoa_info, 104);
MEMBER(stoa_info, size, 0);
MEMBER(stoa_info, actor_kind, 4);
MEMBER(stoa_info, store, 8);
MEMBER(stoa_info, actor, 24);
MEMBER(stoa_info, request_id, 40);
MEMBER(stoa_info, currency, 56);
MEMBER(stoa_info, currency_exponent, 72);
MEMBER(stoa_info, rsv, 76);
MEMBER(stoa_info, deadline_us, 80);
MEMBER(stoa_info, time_zone, 88);

STRUCT(stoa_core_1, 96);
MEMBER(stoa_core_1, size, 0);
MEMBER(stoa_core_1, rsv, 4);
MEMBER(stoa_core_1, info, 8);
MEMBER(stoa_core_1, alloc, 16);
MEMBER(stoa_core_1, fail, 24);
MEMBER(stoa_core_1, log, 32);
MEMBER(stoa_core_1, now_us, 40);
MEMBER(stoa_core_1, random, 48);
MEMBER(stoa_core_1, config, 56);
MEMBER(stoa_core_1, can, 64);
MEMBER(stoa_core_1, scopes, 72);
MEMBER(stoa_core_1, utc_offset, 80);
MEMBER(stoa_core_1, read_time, 88);

// records.h
STRUCT(stoa_condition, 48);
MEMBER(stoa_condition, field, 0);
MEMBER(stoa_condition, op, 4);
MEMBER(stoa_condition, value, 8);

STRUCT(stoa_query, 48);
MEMBER(stoa_query, size, 0);
MEMBER(stoa_query, limit, 4);
MEMBER(stoa_query, resource, 8);
MEMBER(stoa_query, after_id, 24);
MEMBER(stoa_query, conditions, 32);
MEMBER(stoa_query, n, 40);
MEMBER(stoa_query, stride, 44);

STRUCT(stoa_records_1, 136);
MEMBER(stoa_records_1, size, 0);
MEMBER(stoa_records_1, rsv, 4);
MEMBER(stoa_records_1, field, 8);
MEMBER(stoa_records_1, get, 16);
MEMBER(stoa_records_1, set, 24);
MEMBER(stoa_records_1, children, 32);
MEMBER(stoa_records_1, add_child, 40);
MEMBER(stoa_records_1, drop_child, 48);
MEMBER(stoa_records_1, was_sent, 56);
MEMBER(stoa_records_1, find, 64);
MEMBER(stoa_records_1, fetch, 72);
MEMBER(stoa_records_1, draft, 80);
MEMBER(stoa_records_1, edit, 88);
MEMBER(stoa_records_1, save, 96);
MEMBER(stoa_records_1, remove, 104);
MEMBER(stoa_records_1, draft_with_id, 112);
MEMBER(stoa_records_1, input, 120);
MEMBER(stoa_records_1, document, 128);

// bus.h
STRUCT(stoa_event, 72);
MEMBER(stoa_event, size, 0);
MEMBER(stoa_event, rsv, 4);
MEMBER(stoa_event, seq, 8);
MEMBER(stoa_event, at_us, 16);
MEMBER(stoa_event, record, 24);
MEMBER(stoa_event, version, 32);
MEMBER(stoa_event, topic, 40);
MEMBER(stoa_event, payload, 56);

STRUCT(stoa_events, 16);
MEMBER(stoa_events, items, 0);
MEMBER(stoa_events, count, 8);
MEMBER(stoa_events, stride, 12);

STRUCT(stoa_event_query, 48);
MEMBER(stoa_event_query, size, 0);
MEMBER(stoa_event_query, limit, 4);
MEMBER(stoa_event_query, after_seq, 8);
MEMBER(stoa_event_query, until_seq, 16);
MEMBER(stoa_event_query, since_us, 24);
MEMBER(stoa_event_query, topic, 32);

STRUCT(stoa_topic_info, 40);
MEMBER(stoa_topic_info, size, 0);
MEMBER(stoa_topic_info, rsv, 4);
MEMBER(stoa_topic_info, topic, 8);
MEMBER(stoa_topic_info, scope, 24);

STRUCT(stoa_bus_1, 48);
MEMBER(stoa_bus_1, size, 0);
MEMBER(stoa_bus_1, rsv, 4);
MEMBER(stoa_bus_1, call, 8);
MEMBER(stoa_bus_1, emit, 16);
MEMBER(stoa_bus_1, topic, 24);
MEMBER(stoa_bus_1, events, 32);
MEMBER(stoa_bus_1, last_event, 40);

// jobs.h
STRUCT(stoa_http_request, 88);
MEMBER(stoa_http_request, size, 0);
MEMBER(stoa_http_request, timeout_ms, 4);
MEMBER(stoa_http_request, method, 8);
MEMBER(stoa_http_request, url, 24);
MEMBER(stoa_http_request, body, 40);
MEMBER(stoa_http_request, channel, 56);
MEMBER(stoa_http_request, headers, 72);
MEMBER(stoa_http_request, n_headers, 80);
MEMBER(stoa_http_request, reply_max, 84);

STRUCT(stoa_http_reply, 56);
MEMBER(stoa_http_reply, size, 0);
MEMBER(stoa_http_reply, status, 4);
MEMBER(stoa_http_reply, duration_ms, 8);
MEMBER(stoa_http_reply, n_headers, 12);
MEMBER(stoa_http_reply, error, 16);
MEMBER(stoa_http_reply, body, 32);
MEMBER(stoa_http_reply, headers, 48);

STRUCT(stoa_job_run, 64);
MEMBER(stoa_job_run, size, 0);
MEMBER(stoa_job_run, attempt, 4);
MEMBER(stoa_job_run, attempts_max, 8);
MEMBER(stoa_job_run, step, 12);
MEMBER(stoa_job_run, id, 16);
MEMBER(stoa_job_run, created_us, 24);
MEMBER(stoa_job_run, due_us, 32);
MEMBER(stoa_job_run, args, 40);
MEMBER(stoa_job_run, reply, 56);

STRUCT(stoa_job_next, 120);
MEMBER(stoa_job_next, size, 0);
MEMBER(stoa_job_next, what, 4);
MEMBER(stoa_job_next, due_us, 8);
MEMBER(stoa_job_next, args, 16);
MEMBER(stoa_job_next, http, 32);

STRUCT(stoa_job_request, 80);
MEMBER(stoa_job_request, size, 0);
MEMBER(stoa_job_request, rsv, 4);
MEMBER(stoa_job_request, job, 8);
MEMBER(stoa_job_request, key, 24);
MEMBER(stoa_job_request, lane, 40);
MEMBER(stoa_job_request, due_us, 56);
MEMBER(stoa_job_request, args, 64);

STRUCT(stoa_jobs_1, 24);
MEMBER(stoa_jobs_1, size, 0);
MEMBER(stoa_jobs_1, rsv, 4);
MEMBER(stoa_jobs_1, enqueue, 8);
MEMBER(stoa_jobs_1, cancel, 16);

// crypto.h
STRUCT(stoa_crypto_1, 40);
MEMBER(stoa_crypto_1, size, 0);
MEMBER(stoa_crypto_1, rsv, 4);
MEMBER(stoa_crypto_1, key, 8);
MEMBER(stoa_crypto_1, hmac_sha256, 16);
MEMBER(stoa_crypto_1, sha256, 24);
MEMBER(stoa_crypto_1, password_matches, 32);

// reply.h
STRUCT(stoa_reply_1, 64);
MEMBER(stoa_reply_1, size, 0);
MEMBER(stoa_reply_1, rsv, 4);
MEMBER(stoa_reply_1, status, 8);
MEMBER(stoa_reply_1, record, 16);
MEMBER(stoa_reply_1, json, 24);
MEMBER(stoa_reply_1, bytes, 32);
MEMBER(stoa_reply_1, page, 40);
MEMBER(stoa_reply_1, page_through, 48);
MEMBER(stoa_reply_1, header, 56);
#endif
