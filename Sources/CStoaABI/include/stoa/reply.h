// reply.h - "stoa.reply/1": the response of a module's own route. The rules at the top of stoa.h hold here.
#ifndef STOA_REPLY_H
#define STOA_REPLY_H
#include "base.h"

/// "stoa.reply/1". A handler answers either with json() (the kernel adds the dialect's envelope) or with raw bytes.
/// When the handler fails, what it wrote is dropped and the issues are rendered in the dialect's error shape.
typedef struct stoa_reply_1 {
    uint32_t size, rsv;
    /// The status, 200...299; 200 if never called.
    stoa_rc (*status)(stoa_reply reply, uint32_t http);
    /// One JSON value, put under `name` by dialects that wrap ({"name": value}) and under "data" by the one that does
    /// not. Copied; checked to be valid JSON.
    stoa_rc (*json)(stoa_reply reply, stoa_str name, stoa_json value);
    /// Appends raw bytes and sets their media type. Copied.
    stoa_rc (*bytes)(stoa_reply reply, stoa_str media_type, stoa_str bytes);
} stoa_reply_1;
#define STOA_REPLY_1 "stoa.reply/1"
#endif
