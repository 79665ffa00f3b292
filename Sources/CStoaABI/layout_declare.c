// layout_declare.c - what a module declares: declare.h and module.h; see layout.h.
#include "layout.h"

#if defined(__LP64__)
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

STRUCT(stoa_route, 184);
MEMBER(stoa_route, method, 0);
MEMBER(stoa_route, path, 16);
MEMBER(stoa_route, scope, 32);
MEMBER(stoa_route, title, 48);
MEMBER(stoa_route, flags, 64);
MEMBER(stoa_route, rsv, 68);
MEMBER(stoa_route, fn, 72);
MEMBER(stoa_route, data, 80);
MEMBER(stoa_route, body_name, 88);
MEMBER(stoa_route, body, 104);
MEMBER(stoa_route, body_example, 120);
MEMBER(stoa_route, answer_name, 136);
MEMBER(stoa_route, answer, 152);
MEMBER(stoa_route, answer_resource, 168);

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
#endif
