// declare.h - what a module offers, as constant data. The rules at the top of stoa.h hold here; all of it is MOD.
//
// `stoa module pack` copies the declarations into the manifest; at load the kernel compares the two and refuses a
// difference, so that what was reviewed is what runs. From a resource the kernel derives its table, validation, REST in
// every dialect, filters, counts, pages, ETags, events and OpenAPI.
#ifndef STOA_DECLARE_H
#define STOA_DECLARE_H
#include "base.h"
#include "bus.h"
#include "jobs.h"

/// What a field holds. The comment gives the JSON that clients see.
enum {
    STOA_F_TEXT = 0,        // string
    STOA_F_BOOL = 1,        // true or false
    STOA_F_INT = 2,         // whole number, |n| < 2^53
    STOA_F_FLOAT = 3,       // number
    STOA_F_MONEY = 4,       // decimal string in the store's currency; numbers are accepted
    STOA_F_TIME = 5,        // ISO 8601 with offset
    STOA_F_JSON = 6,        // any JSON value
    STOA_F_LABELS = 7,      // "a, b": a set of labels; arrays are accepted
    STOA_F_REF = 8,         // id of a record of `target`, as a number
    STOA_F_CHILDREN = 9,    // array of the child records of resource `target`
    STOA_F_FIRST_CHILD = 10, // the first record of the CHILDREN field named by `target`, or null; not stored
    STOA_F_GLOBAL_ID = 11,  // "gid://…/Type/id"; not stored
    STOA_F_HANDLE = 12,     // text of a-z, 0-9 and "-", for addresses; made from the field `target` when empty
    STOA_F_PARENT_ID = 13,  // id of the parent; not stored twice
    STOA_F_OWN_ID = 14,     // the record's own id under another name, as a number; not stored
    STOA_F_PASSWORD = 15     // string, input only: what is kept, and what hooks see, is its scrypt hash, made before the
                            // transaction. Bounds are those of the password; "<name>_confirmation" must be equal if sent
};
enum {
    STOA_REQUIRED = 1,      // may not be empty: "can't be blank"
    STOA_UNIQUE = 2,        // no two records of the resource share it: "has already been taken"
    STOA_SUFFIXED = 4,      // a taken value gets -1, -2, … instead of being refused; implies STOA_UNIQUE
    STOA_INDEXED = 8,       // an index serves conditions on it
    STOA_READ_ONLY = 16,    // ignored when a client sends it
    STOA_HIDDEN = 32,       // never rendered
    STOA_TRANSIENT = 64,    // input only: hooks see it, nothing stores or renders it
    STOA_ON_CREATE = 128,   // TIME: set when the record is made; clients cannot
    STOA_ON_UPDATE = 256,   // TIME: set at every change; clients cannot
    STOA_OWNER = 1024,      // TEXT of a root without children: the key or app that made the record, set by the kernel;
                            // the derived routes show and change it for no one else
    STOA_POSITION = 512,    // INT: 1, 2, 3… among siblings, kept dense by the kernel; clients may move a record
    STOA_LINKED = 2048,     // REF: null, or the id of a stored record of `target`, of whichever module: "must exist".
                            // OWN_ID of a root: it is the companion of the record of `target` with its id.
                            // Deleted with that record: for everybody in the same transaction; where there are many,
                            // FOLLOW hooks and events come as a job goes through them
    STOA_BELOW = 4096,      // REF of a root that is LINKED: nested_verbs are served below the target's path too
    STOA_ATTACHED = 8192,   // REF that is LINKED, of a root: to a record of any ATTACHABLE resource. `target` names the TEXT
                            // field that says of which; a null REF belongs to the store itself. Neither field changes
                            // after the create, and the scopes of the named resource are needed too
    STOA_UNFILTERED = 16384, // ON_CREATE or ON_UPDATE: lists take no _min and _max of it, and no index of it costs a write
    STOA_SCALAR = 32768,    // JSON: it is a string, a number, true, false or null, which GraphQL has as a String
    STOA_SEALED = 65536,    // TEXT of a root: a secret that answers show again and again. It is kept encrypted with a key that
                            // no database holds; events do not tell it. It is found by EQ and ONE_OF and by no filter, and
                            // is not UNIQUE. A field that was sealed once stays so
    STOA_TIME_ZONE = 131072, // TEXT of a root whose one record is its seed: the name of the time zone (IANA) that the store's
                            // clocks go by, "is not the name of a time zone"; at most one field in all modules
    STOA_KEY = 262144       // TEXT of a root that is UNIQUE and READ_ONLY: derived routes name a record by it in place of its
                            // id, "things/{token}". Without a `target` its own records; else `target` names a LINKED field
                            // of the same resource, and it names what that links to: so a record may have several. A
                            // resource is named in one way, and nothing is served below it
};
typedef struct stoa_field {
    stoa_str name;          // snake_case, as clients see it
    uint32_t type, flags;   // STOA_F_*, and the flags above
    int64_t min, max;       // both 0: no bound. TEXT: characters. INT, FLOAT: value. MONEY: minor units
    stoa_str choices;       // "a|b|c": the only values of a TEXT field; empty: any
    stoa_str initial;       // JSON value of a field that was not sent on create; empty: null
    stoa_str target;        // resource of REF and CHILDREN, field of FIRST_CHILD and HANDLE
    stoa_str title;         // one sentence for the reference page
    stoa_str within;        // "a|b": UNIQUE, or ordered by the index of INDEXED, only among records with the same values
                            // of these fields; empty: among all
    stoa_str example;       // JSON of a value that the module's rules take, for documents; empty: made from the type. An
                            // example of a field that is not REQUIRED makes it part of the least body of a create
} stoa_field;

/// How a list's query parameter selects.
enum {
    STOA_FILTER_EQUAL = 0,    // the same value
    STOA_FILTER_CONTAINS = 1, // case-insensitive substring
    STOA_FILTER_MIN = 2,      // at or above
    STOA_FILTER_MAX = 3,      // at or below
    STOA_FILTER_PRESENCE = 4, // `words` = "set|unset|any", the parameter's three values
    STOA_FILTER_ONE_OF = 5,   // a comma-separated list of values
    STOA_FILTER_THROUGH = 6,  // lists of what the LINKED field named by `words` points to take `parameter`: they show the
                              // records that one of this resource with that value of `field` links to. One of the two
                              // fields must be UNIQUE within the other, so that no record is shown twice
    STOA_FILTER_WORDS = 8,    // one of the parameter's own words, `words` = "all|open=phase:new,begun|…": a word stands for
                              // the records with one of these values of that TEXT field, which an index serves; a word
                              // alone, for all records
    STOA_FILTER_THROUGH_KEY = 7 // as THROUGH, from an ATTACHED field to the lists of all ATTACHABLE resources: `parameter` is
                              // a prefix, "notes."; `words` names the link and a TEXT key, "owner_id|path". The key must be
                              // "<resource>.<what follows the prefix>"; the link is UNIQUE within "key|field"
};
/// Lists take these beside what every list has: ids, since_id, limit, page, page_info, fields, and _min and _max of the
/// ON_CREATE and ON_UPDATE fields that are not UNFILTERED.
typedef struct stoa_filter {
    stoa_str parameter, field;
    uint32_t kind, rsv;
    stoa_str words;
    stoa_str initial;       // what a list uses when the parameter is not sent; empty: nothing
} stoa_filter;

/// Records of a resource with one value of a field, under a path and names of their own.
typedef struct stoa_facet {
    stoa_str name, plural;    // envelope keys and paths
    stoa_str title;           // one sentence for the reference page
    stoa_str field, value;    // a TEXT field of the resource; a create sets it
    uint32_t verbs, rsv;      // served at /<plural>
    stoa_str without;         // "a|b": fields that answers under these names leave out
} stoa_facet;
typedef STOA_ARRAY(stoa_facet) stoa_facets;

enum { STOA_LIST = 1, STOA_COUNT = 2, STOA_GET = 4, STOA_CREATE = 8, STOA_UPDATE = 16, STOA_DELETE = 32, STOA_ALL_VERBS = 63 };
enum {
    STOA_EVENTS = 1,          // <name>.created, .updated and .deleted are recorded
    STOA_ATTACHABLE = 2       // ATTACHED fields may name its records
};
typedef STOA_ARRAY(stoa_field) stoa_fields;
typedef STOA_ARRAY(stoa_filter) stoa_filters;
typedef struct stoa_resource {
    stoa_str name, plural;    // "supplier", "suppliers": envelope keys and paths
    stoa_str type_name;       // "Supplier": in global ids and the OpenAPI document
    stoa_str title;           // one sentence for the reference page
    stoa_str parent;          // name of the resource that holds this one in a CHILDREN field; empty for roots
    uint32_t flags;           // STOA_EVENTS, STOA_ATTACHABLE
    uint32_t verbs;           // served at /<plural>
    uint32_t nested_verbs;    // served at /<parent plural>/{parent_id}/<plural>, and below what BELOW fields name
    uint32_t rsv;
    stoa_str read_scope, write_scope; // both required; a resource without a scope is refused at load
    stoa_fields fields;
    stoa_filters filters;
    stoa_str input_names;     // "a|b": further names under which a body may hold the record
    stoa_facets facets;
    stoa_str attached_as;     // "name|plural" that ATTACHED fields and paths below it use; empty: its own
    stoa_json seed;           // array of records that every store has from the start; empty: none. Made once, when the
                              // resource first comes to a store
} stoa_resource;

/// A member of other modules' request bodies that this module reads: hooks get it with records->input().
typedef struct stoa_input {
    stoa_str resource;        // whose bodies; empty: those of all ATTACHABLE resources
    stoa_str name, title;     // of the member, which no field of the resource may have
} stoa_input;

typedef struct stoa_scope {
    stoa_str name, title;     // write_x implies read_x
} stoa_scope;

enum { STOA_HOOK_PREPARE = 0, STOA_HOOK_VALIDATE = 1, STOA_HOOK_FOLLOW = 2 };
enum { STOA_ON_CREATED = 1, STOA_ON_UPDATED = 2, STOA_ON_DELETED = 4 };
/// One root record being written. `before` is the zero handle on create; on delete both are the stored record.
typedef struct stoa_change {
    uint32_t size, op;        // STOA_ON_CREATED, …
    stoa_rec draft, before;
} stoa_change;
typedef STOA_ARRAY(stoa_change) stoa_changes;
/// Runs inside the write transaction, once for all records of one resource that are written together. All records have
/// their ids. Before anything is stored: PREPARE completes and corrects drafts (only for a module's own resources).
/// VALIDATE may only refuse, with core->fail; all VALIDATE hooks run, so that a client sees every issue at once.
/// After the records are stored, or deleted: FOLLOW may change others, its own and those of its capabilities, and refuse
/// the whole write, as any save or remove() does that is refused in it. What it saves is followed in turn, at most 8 deep.
/// A request's write may run again from the start, hooks and route included, after all that it had changed was undone: what
/// a module keeps in memory must bear that. [worker]
typedef stoa_rc (*stoa_hook_fn)(void *self, const void *data, stoa_cx cx, const stoa_changes *changes);
typedef struct stoa_hook {
    stoa_str resource;        // a root resource
    uint32_t kind, ops;       // STOA_HOOK_*, STOA_ON_CREATED and its siblings
    int32_t priority;         // lower runs first; ties by module id
    uint32_t rsv;
    stoa_hook_fn fn;
    const void *data;         // handed to fn; may be NULL
} stoa_hook;

enum {
    STOA_ROUTE_WRITES = 1,    // runs in a write transaction, with audit and idempotency like every write
    STOA_ROUTE_PAGE = 2       // answers a page of records of `answer_resource`, not one of them
};
typedef struct stoa_request {
    uint32_t size, n_params;
    stoa_str method, query, body; // query is raw, still percent-encoded; body is empty or valid JSON
    const stoa_kv *params;        // the {names} of the path, decoded
} stoa_request;
typedef stoa_rc (*stoa_route_fn)(void *self, const void *data, stoa_cx cx, const stoa_request *request,
                                 stoa_reply reply);
/// A route beyond the derived ones, served in every dialect under its base path. [worker]
typedef struct stoa_route {
    stoa_str method, path;    // "POST", "suppliers/{id}/archive"
    stoa_str scope, title;    // required; every key holds the scope "any", which is for routes that do not write
    uint32_t flags, rsv;
    stoa_route_fn fn;
    const void *data;         // handed to fn; may be NULL
    // For documents, and for whoever reads them; the module itself checks what it is sent.
    stoa_str body_name;       // under which a dialect that wraps has what the body holds; empty: none wraps it
    stoa_json body;           // JSON Schema (draft 2020-12) of what the body holds, an object; empty: the route takes no body
    stoa_json body_example;   // one that the module's rules take. "x-stoa-target": "<resource>" in the schema marks an id,
                              // "x-stoa-unique": true what no two requests may have in common
    stoa_str answer_name;     // that of reply->json()
    stoa_json answer;         // JSON Schema of what that is given; empty: documents do not tell
    stoa_str answer_resource; // the route answers with a record of it, as reply->record() does; empty: it does not
} stoa_route;

/// Answers bus->call. *out is CALL; left empty, it is null. [worker]
typedef stoa_rc (*stoa_service_fn)(void *self, const void *data, stoa_cx cx, stoa_json in, stoa_json *out);
typedef struct stoa_service {
    stoa_str name;            // "stock.reserve/1"
    stoa_str scope;           // that the actor needs; empty: none
    stoa_service_fn fn;
    const void *data;         // handed to fn; may be NULL
} stoa_service;

/// Answers a field of the GraphQL API's Query or Mutation that its module's `graphql_types` define, for example with
/// `extend type Mutation { notesSet(notes: [NoteInput!]!): NotesSetPayload }`. `in` is the object of its arguments; an ID in it
/// that names a record comes as "<resource>/<number>", with what attachments call the resource, and any other as it was sent.
/// What it answers has the members that the field's type has. Where a derived type is promised, the number of a record stands
/// for it. A field of Mutation runs in a write transaction of its own; issues become its type's `userErrors`. [worker]
typedef struct stoa_root_field {
    stoa_str name;            // "Mutation.notesSet"
    stoa_str scope;           // that the actor needs; required; every key holds "any", which is for fields of Query
    stoa_service_fn fn;
    const void *data;         // handed to fn; may be NULL
} stoa_root_field;

/// A topic beyond the derived ones that this module emits.
typedef struct stoa_topic {
    stoa_str name, title;     // "supplier.archived"
    stoa_str names;           // how clients call it too, "suppliers/archive|supplier/archived"; empty: as it is
    stoa_str scope;           // that an actor needs to be told of it; required
} stoa_topic;

enum {
    STOA_JOB_ON_RETURN = 1    // also added, without arguments, for when the module comes back to a store: something that its
                              // FOLLOW hooks are for has changed while it was off there, or it was not loaded
};
/// Work for later; see jobs.h.
typedef STOA_ARRAY(uint32_t) stoa_delays;
typedef struct stoa_job {
    stoa_str name, title;     // "send"; the module's id is put before it where all jobs are listed
    uint32_t width;           // most that run at once in one lane, 1...256
    uint32_t flags;           // STOA_JOB_*
    stoa_delays delays;       // seconds before each further attempt, ± 1 %; none: one attempt
    stoa_job_fn fn;
    const void *data;         // handed to fn; may be NULL
} stoa_job;

enum { STOA_LISTEN_FROM_START = 1 /* in a store that has kept events already: all of them, not only those to come */ };
/// Told of committed events, in their order, in a write transaction in which its place is moved on: what it changes
/// happens once for each event. After a failing result it is told the same again, with growing delays. A module that
/// was off is told what it missed. [worker]
typedef stoa_rc (*stoa_listener_fn)(void *self, const void *data, stoa_cx cx, const stoa_events *events);
typedef struct stoa_listener {
    stoa_str name, title;     // "fan_out"; must not change, its place is kept under it
    stoa_str topics;          // "supplier.created|part.*"; empty: all
    uint32_t flags;           // STOA_LISTEN_*
    uint32_t batch;           // most events at a time, 1...250
    stoa_listener_fn fn;
    const void *data;         // handed to fn; may be NULL
} stoa_listener;

typedef STOA_ARRAY(stoa_resource) stoa_resources;
typedef STOA_ARRAY(stoa_scope) stoa_scopes;
typedef STOA_ARRAY(stoa_hook) stoa_hooks;
typedef STOA_ARRAY(stoa_route) stoa_routes;
typedef STOA_ARRAY(stoa_service) stoa_services;
typedef STOA_ARRAY(stoa_topic) stoa_topics;
typedef STOA_ARRAY(stoa_job) stoa_jobs;
typedef STOA_ARRAY(stoa_listener) stoa_listeners;
typedef STOA_ARRAY(stoa_input) stoa_inputs;
typedef STOA_ARRAY(stoa_root_field) stoa_root_fields;
typedef struct stoa_decl {
    uint32_t size, rsv;
    stoa_resources resources;
    stoa_scopes scopes;
    stoa_hooks hooks;
    stoa_routes routes;
    stoa_services services;
    stoa_topics topics;
    stoa_jobs jobs;
    stoa_listeners listeners;
    stoa_inputs inputs;
    stoa_root_fields root_fields;
    stoa_str graphql_types;   // GraphQL's schema definition language: types, and extensions of Query and Mutation by the
                              // root fields; empty: none
} stoa_decl;
#endif
