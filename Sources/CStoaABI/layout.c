// layout.c - pins every offset and number of the contract on 64-bit systems, so that a change that would break built
// modules does not compile.
//
// Appending a member to a struct that carries its `size` is allowed: add a line for it here. Any other edit of a line
// that a release has shipped is a new major version of the ABI. Tests/ABI/layout.c includes this file with macros of
// its own, which print the layout and prove that no member is missing here.
#include "stoa.h"

#ifndef STRUCT
#define STRUCT(type, bytes) _Static_assert(sizeof(type) == (bytes), #type " changed its size")
#define MEMBER(type, name, offset) _Static_assert(offsetof(type, name) == (offset), #type "." #name " moved")
#define VALUE(name, number) _Static_assert((name) == (number), #name " changed")
#endif

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

// declare.h
STRUCT(stoa_field, 136);
MEMBER(stoa_field, name, 0);
MEMBER(stoa_field, type, 16);
MEMBER(stoa_field, flags, 20);
MEMBER(stoa_field, min, 24);
MEMBER(stoa_field, max, 32);
MEMBER(stoa_field, choices, 40);
MEMBER(stoa_field, initial, 56);
MEMBER(stoa_field, target, 72);
MEMBER(stoa_field, title, 88);
MEMBER(stoa_field, within, 104);
MEMBER(stoa_field, example, 120);

STRUCT(stoa_filter, 72);
MEMBER(stoa_filter, parameter, 0);
MEMBER(stoa_filter, field, 16);
MEMBER(stoa_filter, kind, 32);
MEMBER(stoa_filter, rsv, 36);
MEMBER(stoa_filter, words, 40);
MEMBER(stoa_filter, initial, 56);

STRUCT(stoa_fields, 16);
MEMBER(stoa_fields, items, 0);
MEMBER(stoa_fields, count, 8);
MEMBER(stoa_fields, stride, 12);

STRUCT(stoa_filters, 16);
MEMBER(stoa_filters, items, 0);
MEMBER(stoa_filters, count, 8);
MEMBER(stoa_filters, stride, 12);

STRUCT(stoa_facet, 104);
MEMBER(stoa_facet, name, 0);
MEMBER(stoa_facet, plural, 16);
MEMBER(stoa_facet, title, 32);
MEMBER(stoa_facet, field, 48);
MEMBER(stoa_facet, value, 64);
MEMBER(stoa_facet, verbs, 80);
MEMBER(stoa_facet, rsv, 84);
MEMBER(stoa_facet, without, 88);

STRUCT(stoa_facets, 16);
MEMBER(stoa_facets, items, 0);
MEMBER(stoa_facets, count, 8);
MEMBER(stoa_facets, stride, 12);

STRUCT(stoa_resource, 224);
MEMBER(stoa_resource, name, 0);
MEMBER(stoa_resource, plural, 16);
MEMBER(stoa_resource, type_name, 32);
MEMBER(stoa_resource, title, 48);
MEMBER(stoa_resource, parent, 64);
MEMBER(stoa_resource, flags, 80);
MEMBER(stoa_resource, verbs, 84);
MEMBER(stoa_resource, nested_verbs, 88);
MEMBER(stoa_resource, rsv, 92);
MEMBER(stoa_resource, read_scope, 96);
MEMBER(stoa_resource, write_scope, 112);
MEMBER(stoa_resource, fields, 128);
MEMBER(stoa_resource, filters, 144);
MEMBER(stoa_resource, input_names, 160);
MEMBER(stoa_resource, facets, 176);
MEMBER(stoa_resource, attached_as, 192);
MEMBER(stoa_resource, seed, 208);

STRUCT(stoa_scope, 32);
MEMBER(stoa_scope, name, 0);
MEMBER(stoa_scope, title, 16);

STRUCT(stoa_change, 24);
MEMBER(stoa_change, size, 0);
MEMBER(stoa_change, op, 4);
MEMBER(stoa_change, draft, 8);
MEMBER(stoa_change, before, 16);

STRUCT(stoa_changes, 16);
MEMBER(stoa_changes, items, 0);
MEMBER(stoa_changes, count, 8);
MEMBER(stoa_changes, stride, 12);

STRUCT(stoa_hook, 48);
MEMBER(stoa_hook, resource, 0);
MEMBER(stoa_hook, kind, 16);
MEMBER(stoa_hook, ops, 20);
MEMBER(stoa_hook, priority, 24);
MEMBER(stoa_hook, rsv, 28);
MEMBER(stoa_hook, fn, 32);
MEMBER(stoa_hook, data, 40);

STRUCT(stoa_request, 64);
MEMBER(stoa_request, size, 0);
MEMBER(stoa_request, n_params, 4);
MEMBER(stoa_request, method, 8);
MEMBER(stoa_request, query, 24);
MEMBER(stoa_request, body, 40);
MEMBER(stoa_request, params, 56);

STRUCT(stoa_route, 88);
MEMBER(stoa_route, method, 0);
MEMBER(stoa_route, path, 16);
MEMBER(stoa_route, scope, 32);
MEMBER(stoa_route, title, 48);
MEMBER(stoa_route, flags, 64);
MEMBER(stoa_route, rsv, 68);
MEMBER(stoa_route, fn, 72);
MEMBER(stoa_route, data, 80);

STRUCT(stoa_service, 48);
MEMBER(stoa_service, name, 0);
MEMBER(stoa_service, scope, 16);
MEMBER(stoa_service, fn, 32);
MEMBER(stoa_service, data, 40);

STRUCT(stoa_topic, 64);
MEMBER(stoa_topic, name, 0);
MEMBER(stoa_topic, title, 16);
MEMBER(stoa_topic, names, 32);
MEMBER(stoa_topic, scope, 48);

STRUCT(stoa_delays, 16);
MEMBER(stoa_delays, items, 0);
MEMBER(stoa_delays, count, 8);
MEMBER(stoa_delays, stride, 12);

STRUCT(stoa_job, 72);
MEMBER(stoa_job, name, 0);
MEMBER(stoa_job, title, 16);
MEMBER(stoa_job, width, 32);
MEMBER(stoa_job, flags, 36);
MEMBER(stoa_job, delays, 40);
MEMBER(stoa_job, fn, 56);
MEMBER(stoa_job, data, 64);

STRUCT(stoa_listener, 72);
MEMBER(stoa_listener, name, 0);
MEMBER(stoa_listener, title, 16);
MEMBER(stoa_listener, topics, 32);
MEMBER(stoa_listener, flags, 48);
MEMBER(stoa_listener, batch, 52);
MEMBER(stoa_listener, fn, 56);
MEMBER(stoa_listener, data, 64);

STRUCT(stoa_resources, 16);
MEMBER(stoa_resources, items, 0);
MEMBER(stoa_resources, count, 8);
MEMBER(stoa_resources, stride, 12);

STRUCT(stoa_scopes, 16);
MEMBER(stoa_scopes, items, 0);
MEMBER(stoa_scopes, count, 8);
MEMBER(stoa_scopes, stride, 12);

STRUCT(stoa_hooks, 16);
MEMBER(stoa_hooks, items, 0);
MEMBER(stoa_hooks, count, 8);
MEMBER(stoa_hooks, stride, 12);

STRUCT(stoa_routes, 16);
MEMBER(stoa_routes, items, 0);
MEMBER(stoa_routes, count, 8);
MEMBER(stoa_routes, stride, 12);

STRUCT(stoa_services, 16);
MEMBER(stoa_services, items, 0);
MEMBER(stoa_services, count, 8);
MEMBER(stoa_services, stride, 12);

STRUCT(stoa_topics, 16);
MEMBER(stoa_topics, items, 0);
MEMBER(stoa_topics, count, 8);
MEMBER(stoa_topics, stride, 12);

STRUCT(stoa_jobs, 16);
MEMBER(stoa_jobs, items, 0);
MEMBER(stoa_jobs, count, 8);
MEMBER(stoa_jobs, stride, 12);

STRUCT(stoa_listeners, 16);
MEMBER(stoa_listeners, items, 0);
MEMBER(stoa_listeners, count, 8);
MEMBER(stoa_listeners, stride, 12);

STRUCT(stoa_input, 48);
MEMBER(stoa_input, resource, 0);
MEMBER(stoa_input, name, 16);
MEMBER(stoa_input, title, 32);

STRUCT(stoa_inputs, 16);
MEMBER(stoa_inputs, items, 0);
MEMBER(stoa_inputs, count, 8);
MEMBER(stoa_inputs, stride, 12);

STRUCT(stoa_root_field, 48);
MEMBER(stoa_root_field, name, 0);
MEMBER(stoa_root_field, scope, 16);
MEMBER(stoa_root_field, fn, 32);
MEMBER(stoa_root_field, data, 40);

STRUCT(stoa_root_fields, 16);
MEMBER(stoa_root_fields, items, 0);
MEMBER(stoa_root_fields, count, 8);
MEMBER(stoa_root_fields, stride, 12);

STRUCT(stoa_decl, 184);
MEMBER(stoa_decl, size, 0);
MEMBER(stoa_decl, rsv, 4);
MEMBER(stoa_decl, resources, 8);
MEMBER(stoa_decl, scopes, 24);
MEMBER(stoa_decl, hooks, 40);
MEMBER(stoa_decl, routes, 56);
MEMBER(stoa_decl, services, 72);
MEMBER(stoa_decl, topics, 88);
MEMBER(stoa_decl, jobs, 104);
MEMBER(stoa_decl, listeners, 120);
MEMBER(stoa_decl, inputs, 136);
MEMBER(stoa_decl, root_fields, 152);
MEMBER(stoa_decl, graphql_types, 168);

// module.h
STRUCT(stoa_host, 48);
MEMBER(stoa_host, size, 0);
MEMBER(stoa_host, abi, 4);
MEMBER(stoa_host, name, 8);
MEMBER(stoa_host, version, 24);
MEMBER(stoa_host, get, 40);

STRUCT(stoa_module, 80);
MEMBER(stoa_module, size, 0);
MEMBER(stoa_module, abi, 4);
MEMBER(stoa_module, id, 8);
MEMBER(stoa_module, version, 24);
MEMBER(stoa_module, decl, 40);
MEMBER(stoa_module, data, 48);
MEMBER(stoa_module, create, 56);
MEMBER(stoa_module, activate, 64);
MEMBER(stoa_module, destroy, 72);

// Numbers that cross the boundary.
VALUE(STOA_ABI_MAJOR, 1);
VALUE(STOA_ABI, STOA_ABI_MAJOR << 16 | STOA_ABI_MINOR);

VALUE(STOA_OK, 0);
VALUE(STOA_E_BAD, -400);
VALUE(STOA_E_FORBIDDEN, -403);
VALUE(STOA_E_NOT_FOUND, -404);
VALUE(STOA_E_CONFLICT, -409);
VALUE(STOA_E_STALE, -412);
VALUE(STOA_E_TOO_LARGE, -413);
VALUE(STOA_E_INVALID, -422);
VALUE(STOA_E_LOCKED, -423);
VALUE(STOA_E_INTERNAL, -500);
VALUE(STOA_E_UNSUPPORTED, -501);
VALUE(STOA_E_UNAVAILABLE, -503);
VALUE(STOA_E_DEADLINE, -504);
VALUE(STOA_E_HANDLE, -590);

VALUE(STOA_NULL, 0);
VALUE(STOA_BOOL, 1);
VALUE(STOA_I64, 2);
VALUE(STOA_F64, 3);
VALUE(STOA_TEXT, 4);
VALUE(STOA_TIME, 5);
VALUE(STOA_MONEY, 6);
VALUE(STOA_JSON, 7);

VALUE(STOA_ACTOR_SYSTEM, 0);
VALUE(STOA_ACTOR_KEY, 1);
VALUE(STOA_ACTOR_APP, 2);

VALUE(STOA_LOG_DEBUG, 0);
VALUE(STOA_LOG_INFO, 1);
VALUE(STOA_LOG_WARNING, 2);
VALUE(STOA_LOG_ERROR, 3);

VALUE(STOA_Q_EQ, 0);
VALUE(STOA_Q_LT, 1);
VALUE(STOA_Q_LE, 2);
VALUE(STOA_Q_GT, 3);
VALUE(STOA_Q_GE, 4);
VALUE(STOA_Q_CONTAINS, 5);
VALUE(STOA_Q_IS_NULL, 6);
VALUE(STOA_Q_ONE_OF, 7);

VALUE(STOA_F_TEXT, 0);
VALUE(STOA_F_BOOL, 1);
VALUE(STOA_F_INT, 2);
VALUE(STOA_F_FLOAT, 3);
VALUE(STOA_F_MONEY, 4);
VALUE(STOA_F_TIME, 5);
VALUE(STOA_F_JSON, 6);
VALUE(STOA_F_LABELS, 7);
VALUE(STOA_F_REF, 8);
VALUE(STOA_F_CHILDREN, 9);
VALUE(STOA_F_FIRST_CHILD, 10);
VALUE(STOA_F_GLOBAL_ID, 11);
VALUE(STOA_F_HANDLE, 12);
VALUE(STOA_F_PARENT_ID, 13);
VALUE(STOA_F_OWN_ID, 14);
VALUE(STOA_F_PASSWORD, 15);

VALUE(STOA_REQUIRED, 1);
VALUE(STOA_UNIQUE, 2);
VALUE(STOA_SUFFIXED, 4);
VALUE(STOA_INDEXED, 8);
VALUE(STOA_READ_ONLY, 16);
VALUE(STOA_HIDDEN, 32);
VALUE(STOA_TRANSIENT, 64);
VALUE(STOA_ON_CREATE, 128);
VALUE(STOA_ON_UPDATE, 256);
VALUE(STOA_POSITION, 512);
VALUE(STOA_LINKED, 2048);
VALUE(STOA_BELOW, 4096);
VALUE(STOA_ATTACHED, 8192);
VALUE(STOA_UNFILTERED, 16384);
VALUE(STOA_SCALAR, 32768);
VALUE(STOA_SEALED, 65536);
VALUE(STOA_OWNER, 1024);

VALUE(STOA_FILTER_EQUAL, 0);
VALUE(STOA_FILTER_CONTAINS, 1);
VALUE(STOA_FILTER_MIN, 2);
VALUE(STOA_FILTER_MAX, 3);
VALUE(STOA_FILTER_PRESENCE, 4);
VALUE(STOA_FILTER_ONE_OF, 5);
VALUE(STOA_FILTER_THROUGH, 6);
VALUE(STOA_FILTER_THROUGH_KEY, 7);
VALUE(STOA_FILTER_WORDS, 8);

VALUE(STOA_LIST, 1);
VALUE(STOA_COUNT, 2);
VALUE(STOA_GET, 4);
VALUE(STOA_CREATE, 8);
VALUE(STOA_UPDATE, 16);
VALUE(STOA_DELETE, 32);
VALUE(STOA_ALL_VERBS, 63);

VALUE(STOA_EVENTS, 1);
VALUE(STOA_ATTACHABLE, 2);

VALUE(STOA_HOOK_PREPARE, 0);
VALUE(STOA_HOOK_VALIDATE, 1);
VALUE(STOA_HOOK_FOLLOW, 2);

VALUE(STOA_ON_CREATED, 1);
VALUE(STOA_ON_UPDATED, 2);
VALUE(STOA_ON_DELETED, 4);

VALUE(STOA_ROUTE_WRITES, 1);

VALUE(STOA_LISTEN_FROM_START, 1);

VALUE(STOA_JOB_DONE, 0);
VALUE(STOA_JOB_RETRY, 1);
VALUE(STOA_JOB_HTTP, 2);
#endif
