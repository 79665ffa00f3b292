// records.h - "stoa.records/1": declared records, read and written in batches. The rules at the top of stoa.h hold here.
//
// A record of a resource without a parent is a root: it is read and written as one tree with its children, and every
// change of a child is a change of its root. Own resources are always open to a module; others need the capability
// {"records": {"<resource>": "read" | "write"}} in its manifest, else STOA_E_FORBIDDEN.
#ifndef STOA_RECORDS_H
#define STOA_RECORDS_H
#include "base.h"

typedef struct stoa_host stoa_host;

/// Stands for the record's id wherever a field index is taken. Read only. Every record has one, drafts before they are
/// saved too, so that hooks can write the id of one new record into another. Ids are never used twice.
#define STOA_FIELD_ID 0xFFFFFFFFu
/// Stands for the parent's id of a child record. Read only.
#define STOA_FIELD_PARENT 0xFFFFFFFEu

enum {
    STOA_Q_EQ = 0,
    STOA_Q_LT = 1,
    STOA_Q_LE = 2,
    STOA_Q_GT = 3,
    STOA_Q_GE = 4,
    STOA_Q_CONTAINS = 5,
    STOA_Q_IS_NULL = 6,
    STOA_Q_ONE_OF = 7
};
/// One condition on a field. CONTAINS is a case-insensitive substring of text, wildcards taken literally. The value of
/// ONE_OF is a STOA_JSON: an array of 1...250 whole numbers for a STOA_I64, of strings for a STOA_TEXT; other fields
/// have no ONE_OF.
typedef struct stoa_condition {
    uint32_t field, op;
    stoa_val value;
} stoa_condition;

/// Conditions are joined by AND. Results come in ascending id order.
typedef struct stoa_query {
    uint32_t size;
    uint32_t limit;            // 1...250
    stoa_str resource;
    int64_t after_id;          // only ids above it; 0 for all
    const stoa_condition *conditions;
    uint32_t n, stride;        // stride = sizeof(stoa_condition)
} stoa_query;

/// "stoa.records/1"
typedef struct stoa_records_1 {
    uint32_t size, rsv;
    /// The index of a field, or -1. A module's own fields have the index of their place in its declaration. [any]
    int32_t (*field)(const stoa_host *host, stoa_str resource, stoa_str name);
    /// Reads n fields at once into out[0..<n]. Text is CX. CHILDREN, FIRST_CHILD and GLOBAL_ID fields read as null.
    stoa_rc (*get)(stoa_cx cx, stoa_rec rec, const uint32_t *fields, uint32_t n, stoa_val *out);
    /// Writes n fields of a draft. Values are copied; their type is checked here, the rest when the draft is saved.
    /// Read-only fields may be set, since only clients are kept from them; fields that are not stored may not, unless
    /// they are TRANSIENT. Setting a POSITION field moves the record there, as it would for a client.
    stoa_rc (*set)(stoa_cx cx, stoa_rec draft, const uint32_t *fields, const stoa_val *values, uint32_t n);
    /// The children held by the CHILDREN field `field`, in their order. Writes up to `cap` handles and sets *n to the
    /// full number, so a call with cap 0 counts.
    stoa_rc (*children)(stoa_cx cx, stoa_rec rec, uint32_t field, stoa_rec *out, uint32_t cap, uint32_t *n);
    /// Appends a child to a draft, with its id and the declared initial values.
    stoa_rc (*add_child)(stoa_cx cx, stoa_rec draft, uint32_t field, stoa_rec *out);
    /// Takes a child out of its draft; it is deleted when the draft is saved.
    stoa_rc (*drop_child)(stoa_cx cx, stoa_rec child);
    /// True (1) in *sent if the client sent this field in the request being handled. What modules set does not count,
    /// except a POSITION, which then counts as moved. 0 for stored records and for drafts that modules made.
    stoa_rc (*was_sent)(stoa_cx cx, stoa_rec draft, uint32_t field, uint32_t *sent);
    /// Roots and children by condition. Writes up to `cap` handles and sets *n to how many were written.
    stoa_rc (*find)(stoa_cx cx, const stoa_query *query, stoa_rec *out, uint32_t cap, uint32_t *n);
    /// By ids, in input order; out[i] is the zero handle where there is none. At most 250.
    stoa_rc (*fetch)(stoa_cx cx, stoa_str resource, const int64_t *ids, uint32_t n, stoa_rec *out);
    /// A draft of a root resource with its id and the declared initial values, to be completed with set() and saved.
    /// Needs a writing context.
    stoa_rc (*draft)(stoa_cx cx, stoa_str resource, stoa_rec *out);
    /// Makes stored roots drafts, children included. The handles stay the same; those of children are asked for anew.
    stoa_rc (*edit)(stoa_cx cx, const stoa_rec *recs, uint32_t n);
    /// Saves drafts with all hooks, uniqueness checks, renderings and events; they are stored records then, which take
    /// an edit() to change again. All or none; failures leave issues on cx. STOA_E_STALE if the record was changed by
    /// someone else in this call since it was read. Needs a writing context: hooks may not save (they change the draft
    /// they were given).
    stoa_rc (*save)(stoa_cx cx, const stoa_rec *drafts, uint32_t n);
    /// Deletes roots with their children.
    stoa_rc (*remove)(stoa_cx cx, const stoa_rec *recs, uint32_t n);
    /// As draft(), with an id that a record of another resource has: its companion, one to one. STOA_E_CONFLICT if a
    /// record of this resource has it, STOA_E_NOT_FOUND if the id was never given.
    stoa_rc (*draft_with_id)(stoa_cx cx, stoa_str resource, int64_t id, stoa_rec *out);
    /// What the client sent as the member `name` of this record, for a module that declares this input; empty if it sent
    /// none. CX
    stoa_rc (*input)(stoa_cx cx, stoa_rec rec, stoa_str name, stoa_json *out);
    /// A record as it is stored at this moment, as clients see it, but without SEALED fields: what an event of it tells.
    /// Needs a transaction, as the writing contexts have one. STOA_E_NOT_FOUND if it is not stored. CX
    stoa_rc (*document)(stoa_cx cx, stoa_rec rec, stoa_json *out);
} stoa_records_1;
#define STOA_RECORDS_1 "stoa.records/1"
#endif
