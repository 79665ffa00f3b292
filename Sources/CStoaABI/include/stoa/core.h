// core.h - "stoa.core/1": what every handler may ask of the host. The rules at the top of stoa.h hold here.
#ifndef STOA_CORE_H
#define STOA_CORE_H
#include "base.h"

enum { STOA_ACTOR_SYSTEM = 0, STOA_ACTOR_KEY = 1, STOA_ACTOR_APP = 2 };
enum { STOA_LOG_DEBUG = 0, STOA_LOG_INFO = 1, STOA_LOG_WARNING = 2, STOA_LOG_ERROR = 3 };

/// Facts about the running call. The caller sets `size`; the host fills what fits.
typedef struct stoa_info {
    uint32_t size;
    uint32_t actor_kind;       // STOA_ACTOR_*
    stoa_str store;            // the store's name; CX
    stoa_str actor;            // the key's or app's public id; CX
    stoa_str request_id;       // CX; empty outside requests
    stoa_str currency;         // ISO 4217 code of the store; CX
    uint32_t currency_exponent; // decimal digits of the currency: USD 2, JPY 0, KWD 3
    uint32_t rsv;
    int64_t deadline_us;       // on the monotonic clock of now_us(cx, 1)
    stoa_str time_zone;        // name of the zone that the store's clocks go by; CX
} stoa_info;

/// "stoa.core/1", always offered.
typedef struct stoa_core_1 {
    uint32_t size, rsv;
    /// Fills `out`. STOA_E_HANDLE if cx is stale. [any]
    stoa_rc (*info)(stoa_cx cx, stoa_info *out);
    /// Zeroed memory that lives as long as cx, aligned to `align` (a power of two up to 16). NULL when the call's
    /// quota of 16 MiB is spent.
    void *(*alloc)(stoa_cx cx, size_t n, size_t align);
    /// Adds one issue and returns `rc`, so that `return core->fail(...)` reads as a sentence. `field` is a path as the
    /// client wrote it ("name", "parts[2].price"), or empty for the record as a whole. `message` continues the
    /// field's name: "can't be blank". Both are copied. The kernel alone renders issues, one way per dialect.
    stoa_rc (*fail)(stoa_cx cx, stoa_rc rc, stoa_str field, stoa_str message);
    /// Writes one structured log line with module, store and request id added. No secrets, no bodies. [any]
    void (*log)(stoa_cx cx, uint32_t level, stoa_str message, const stoa_kv *metadata, uint32_t n);
    /// Microseconds: wall clock since 1970 if `monotonic` is 0, else a steady clock. The only clock a module reads;
    /// a store's test clock shows here. [any]
    int64_t (*now_us)(stoa_cx cx, uint32_t monotonic);
    /// Fills `out` from the system's cryptographic random source. [any]
    stoa_rc (*random)(stoa_cx cx, void *out, size_t n);
    /// The operator's setting `key` of this module, as JSON. STOA_E_NOT_FOUND when it is not set; "development" always
    /// is, true or false. CX
    stoa_rc (*config)(stoa_cx cx, stoa_str key, stoa_json *out);
    /// STOA_OK if the actor holds `scope` in this store, else STOA_E_FORBIDDEN. [any]
    stoa_rc (*can)(stoa_cx cx, stoa_str scope);
    /// The scopes of this store's modules that the actor holds, as a JSON array of names in ascending order. CX
    stoa_rc (*scopes)(stoa_cx cx, stoa_json *out);
    /// Seconds east of UTC at the moment `at_us`, by the clocks of `zone`, a name of the IANA time zone database, or of the
    /// store if it is empty. STOA_E_NOT_FOUND if there is no such zone. [any]
    stoa_rc (*utc_offset)(stoa_cx cx, stoa_str zone, int64_t at_us, int32_t *seconds);
    /// The moment that an ISO 8601 date or time means; what has no offset is read by the store's clocks, as in records and
    /// filters: a time that they show twice is the first, one that they skip the moment at which they skip it.
    /// STOA_E_INVALID for any other text. [any]
    stoa_rc (*read_time)(stoa_cx cx, stoa_str text, int64_t *at_us);
} stoa_core_1;
#define STOA_CORE_1 "stoa.core/1"
#endif
