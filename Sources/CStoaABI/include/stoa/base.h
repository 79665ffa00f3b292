// base.h - versions, strings, values, handles and result codes. The rules at the top of stoa.h hold here.
#ifndef STOA_BASE_H
#define STOA_BASE_H
#include <stddef.h>
#include <stdint.h>

#define STOA_ABI_MAJOR 1u
#define STOA_ABI_MINOR 0u
/// Major in the upper, minor in the lower 16 bits; one number, because expressions do not import into every language.
/// Equal majors work together; what a module needs of a later minor, it says in its manifest.
#define STOA_ABI 0x00010000u

/// Bytes, not ended by NUL, UTF-8 unless said otherwise. n == 0 allows p == NULL. Frozen.
typedef struct stoa_str {
    const char *p;
    size_t n;
} stoa_str;

/// A string literal as a stoa_str initialiser.
#define STOA_STR(literal) { literal, sizeof(literal) - 1 }

/// One complete JSON value. What the host hands out is always valid.
typedef stoa_str stoa_json;

/// A name and a value, for log metadata and headers. Frozen.
typedef struct stoa_kv {
    stoa_str key, value;
} stoa_kv;

/// True if `slot` is inside the table that the other side offered.
#define STOA_HAS(table, slot) \
    ((table) && (table)->size >= offsetof(__typeof__(*(table)), slot) + sizeof((table)->slot))

/// A constant array whose element struct may grow: element i is at (const char *)items + i * stride.
#define STOA_ARRAY(T) \
    struct { \
        const T *items; \
        uint32_t count, stride; \
    }
/// A static array as the initialiser of an array member: `.fields = STOA_ITEMS(fields)`.
#define STOA_ITEMS(array) \
    { (array), sizeof(array) / sizeof((array)[0]), sizeof((array)[0]) }
/// The address of element i of an array that `list` points to, whatever its stride: a const void *.
#define STOA_AT(list, i) ((const void *)((const char *)(list)->items + (size_t)(i) * (list)->stride))

/// The call context: store, actor, grant, transaction and arena of one handler call. Valid until that handler returns.
typedef struct stoa_cx {
    uint64_t v;
} stoa_cx;
/// A record of a resource: stored, or a draft being written. Belongs to one stoa_cx.
typedef struct stoa_rec {
    uint64_t v;
} stoa_rec;
/// The HTTP response of a route handler. Belongs to one stoa_cx.
typedef struct stoa_reply {
    uint64_t v;
} stoa_reply;

/// 0 or positive is success. A failure is minus the HTTP status it becomes.
typedef int32_t stoa_rc;
enum {
    STOA_OK = 0,
    STOA_E_BAD = -400,         // cannot be parsed
    STOA_E_FORBIDDEN = -403,   // the actor or the module lacks a scope or capability
    STOA_E_NOT_FOUND = -404,
    STOA_E_CONFLICT = -409,
    STOA_E_STALE = -412,       // the expected version is not the stored one
    STOA_E_TOO_LARGE = -413,
    STOA_E_INVALID = -422,     // understood, and refused by a rule
    STOA_E_LOCKED = -423,
    STOA_E_INTERNAL = -500,
    STOA_E_UNSUPPORTED = -501, // this host does not offer it
    STOA_E_UNAVAILABLE = -503,
    STOA_E_DEADLINE = -504,
    STOA_E_HANDLE = -590       // stale or foreign handle: a bug in the module, counted against it
};

enum {
    STOA_NULL = 0,
    STOA_BOOL = 1,  // i = 0 or 1
    STOA_I64 = 2,   // i
    STOA_F64 = 3,   // f, finite
    STOA_TEXT = 4,  // s, UTF-8 without NUL
    STOA_TIME = 5,  // i = microseconds since 1970-01-01T00:00:00Z
    STOA_MONEY = 6, // i = minor units of the store's currency
    STOA_JSON = 7   // s = one JSON value
};
/// A typed value. Flat instead of a union, so that every language imports it alike. Frozen.
typedef struct stoa_val {
    uint32_t tag;
    uint32_t flags; // 0; reserved
    int64_t i;
    double f;
    stoa_str s;
} stoa_val;
#endif
