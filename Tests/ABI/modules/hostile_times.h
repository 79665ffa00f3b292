// hostile_times.h - the part of hostile.c that is about the store's clocks.
#ifndef HOSTILE_TIMES_H
#define HOSTILE_TIMES_H

static void probe_times(report *out) {
    const stoa_str nowhere = { NULL, 4 };
    int32_t seconds = 7;
    int64_t at = 7;
    is(out, STOA_OK, core->utc_offset(out->cx, TEXT("Asia/Tokyo"), 0, &seconds), "an offset");
    is(out, 9 * 3600, seconds, "the offset of Tokyo");
    is(out, STOA_OK, core->utc_offset(out->cx, TEXT(""), INT64_MIN, &seconds), "the store's offset at the first moment");
    is(out, STOA_OK, core->utc_offset(out->cx, TEXT("Europe/Paris"), INT64_MAX, &seconds), "an offset at the last moment");
    is(out, STOA_E_NOT_FOUND, core->utc_offset(out->cx, TEXT("../passwd"), 0, &seconds), "an offset of no zone");
    is(out, STOA_E_BAD, core->utc_offset(out->cx, nowhere, 0, &seconds), "an offset of a zone at NULL");
    is(out, STOA_E_BAD, core->utc_offset(out->cx, TEXT(""), 0, NULL), "an offset to NULL");
    is(out, STOA_OK, core->read_time(out->cx, TEXT("1970-01-01T00:00:01"), &at), "a time");
    is(out, 1000000, (stoa_rc)at, "the time by the store's clocks");
    is(out, STOA_E_INVALID, core->read_time(out->cx, TEXT("yesterday"), &at), "a text that is no time");
    is(out, STOA_E_BAD, core->read_time(out->cx, nowhere, &at), "a time at NULL");
    is(out, STOA_E_BAD, core->read_time(out->cx, TEXT("1970-01-01"), NULL), "a time to NULL");
}

#endif
