// reply.h - "stoa.reply/1": the response of a module's own route. The rules at the top of stoa.h hold here.
#ifndef STOA_REPLY_H
#define STOA_REPLY_H
#include "base.h"
#include "records.h"

/// "stoa.reply/1". A handler answers with record(), json() or bytes(); to the first two the kernel adds the dialect's
/// envelope, and a later call of either replaces the earlier. When the handler fails, what it wrote is dropped and the
/// issues are rendered in the dialect's error shape.
typedef struct stoa_reply_1 {
    uint32_t size, rsv;
    /// The status, 200...399; 200 if never called.
    stoa_rc (*status)(stoa_reply reply, uint32_t http);
    /// The record as it is stored at this moment, rendered as everywhere and under its resource's name; of a GET route,
    /// cut to the request's `fields`. Shows what this call saved, and nothing of a draft that is not saved;
    /// STOA_E_NOT_FOUND if the record is not stored.
    stoa_rc (*record)(stoa_reply reply, stoa_rec rec);
    /// One JSON value, put under `name` by dialects that wrap ({"name": value}) and under "data" by the one that does
    /// not. A whole number named "count" is shown as derived counts are. Copied; checked to be valid JSON.
    stoa_rc (*json)(stoa_reply reply, stoa_str name, stoa_json value);
    /// Appends raw bytes and sets their media type. Copied.
    stoa_rc (*bytes)(stoa_reply reply, stoa_str media_type, stoa_str bytes);
    /// A page of the records that meet all conditions, by the parameters of the request (limit, cursors, filters,
    /// fields), in the dialect's envelope and with its links, as the derived list of the resource answers. For GET
    /// routes. The resource is the module's own, or one that its capabilities name.
    stoa_rc (*page)(stoa_reply reply, stoa_str resource, const stoa_condition *conditions, uint32_t n);
    /// A page of the records of `resource` that this module's THROUGH filter `parameter` selects with `value`, in the
    /// sequence of the INT field `order` of the records that link to them, and by id where that is equal; empty: by id
    /// alone.
    stoa_rc (*page_through)(stoa_reply reply, stoa_str resource, stoa_str parameter, const stoa_val *value,
                            stoa_str order);
    /// A header of the answer: Location, Content-Disposition, Content-Security-Policy or Last-Modified;
    /// STOA_E_FORBIDDEN for any other. The value is printable ASCII.
    stoa_rc (*header)(stoa_reply reply, stoa_str name, stoa_str value);
} stoa_reply_1;
#define STOA_REPLY_1 "stoa.reply/1"
#endif
