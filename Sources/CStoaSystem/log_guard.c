// log_guard.c - the part of the VFS that watches over the write-ahead log.
//
// The log's frames carry chained checksums, but SQLite looks at them only when it recovers a log after a crash, and
// then takes the first frame that fails for the end of the log. So damage in the middle of a log silently drops every
// commit behind it, and damage in a log that is in use is read, or copied into the database file, as if it were true.
//
// What holds here:
// - A page that is read from the log, by a query or a checkpoint, is verified against its frame's checksum.
// - When recovery comes to a frame that fails, the frames behind it are looked at. A transaction that was cut short by
//   a crash is the last one; if more than one transaction follows, the earlier had been acknowledged, and the log is
//   damaged, not torn. Recovery then fails, and says up to which byte the log is sound: cutting it there gives up the
//   commits behind and makes the file usable.
// - The header of a log with frames must be valid. SQLite syncs it before the first frame.
// What does not hold: damage in the very last transaction looks like a torn one and is dropped; so is a log that was
// cut off at the end of a commit, or deleted together with its index. Only a second copy elsewhere could tell.
//
// Frames are gathered and go to the system some at a time, before anything else is asked of the file: SQLite writes each
// in two pieces, and 13 system calls a create were a tenth of its cost. Other connections look only behind a commit, which
// syncs first. So "no room" may be what a sync answers.
//
// Format: https://www.sqlite.org/fileformat2.html#the_write_ahead_log
#include <stdlib.h>
#include <string.h>

#include "checked_file.h"

#define LOG_HEADER_BYTES 32
#define LOG_HEADER_SALTS 16
#define LOG_HEADER_SUMS 24
#define LOG_MAGIC UINT32_C(0x377f0682)  // the lowest bit tells the byte order of the checksums

#define FRAME_HEADER_BYTES 24
#define FRAME_COMMIT_SIZE 4  // pages in the database after the commit; 0 if the frame is no commit
#define FRAME_SALTS 8
#define FRAME_SUMS 16
#define FRAME_SUMMED_BYTES 8  // of the frame's header; then the page
#define FRAME_BYTES (FRAME_HEADER_BYTES + STOA_PAGE_BYTES)
#define SALT_BYTES 8

static uint32_t load_big_endian(const unsigned char *bytes) {
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

// The log's own checksum, over words in this machine's order, or in the other one's if `swapped`.
static void add_to_sums(const unsigned char *bytes, size_t count, bool swapped, uint32_t sums[2]) {
    uint32_t first = sums[0];
    uint32_t second = sums[1];
    for (const unsigned char *end = bytes + count; bytes < end; bytes += 8) {
        uint32_t words[2];
        memcpy(words, bytes, sizeof words);
        first += (swapped ? __builtin_bswap32(words[0]) : words[0]) + second;
        second += (swapped ? __builtin_bswap32(words[1]) : words[1]) + first;
    }
    sums[0] = first;
    sums[1] = second;
}

static bool sums_match(const uint32_t sums[2], const unsigned char *stored) {
    return sums[0] == load_big_endian(stored) && sums[1] == load_big_endian(stored + 4);
}

// Whether the frame continues a log whose checksum so far is `stored_before`. A log is written in the order of the
// machine that made it, so this one's is tried first.
static bool frame_follows(const unsigned char *frame, const unsigned char *stored_before) {
    for (int swapped = 0; swapped <= 1; swapped++) {
        uint32_t sums[2] = {load_big_endian(stored_before), load_big_endian(stored_before + 4)};
        add_to_sums(frame, FRAME_SUMMED_BYTES, swapped != 0, sums);
        add_to_sums(frame + FRAME_HEADER_BYTES, STOA_PAGE_BYTES, swapped != 0, sums);
        if (sums_match(sums, frame + FRAME_SUMS)) {
            return true;
        }
    }
    return false;
}

static int report_damage(sqlite3_file *file, sqlite3_int64 offset) {
    checked(file)->database->damage = (struct stoa_damage){.is_in_log = true, .log_offset = offset};
    sqlite3_log(SQLITE_IOERR_DATA, "the log is damaged from byte %lld on", offset);
    return SQLITE_IOERR_DATA;
}

// ---- Gathering what is written

#define TAIL_BYTES_MAX (64 << 10)

// Writes what was gathered. What cannot be written is dropped: SQLite rolls back, and begins there again.
static int flush(sqlite3_file *file) {
    struct log_tail *const tail = &checked(file)->tail;
    const int count = tail->count;
    tail->count = 0;
    return count == 0 ? SQLITE_OK : stoa_file_write(file, tail->bytes, count, tail->offset);
}

// A store that rests keeps no memory for it.
static void free_tail(sqlite3_file *file) {
    free(checked(file)->tail.bytes);
    checked(file)->tail = (struct log_tail){0};
}

static int gather(sqlite3_file *file, const void *buffer, int amount, sqlite3_int64 offset) {
    struct log_tail *const tail = &checked(file)->tail;
    if (tail->count > 0 && (offset != tail->offset + tail->count || tail->count + amount > TAIL_BYTES_MAX)) {
        const int result = flush(file);
        if (result != SQLITE_OK) {
            return result;
        }
    }
    if (tail->bytes == NULL) {
        tail->bytes = malloc(TAIL_BYTES_MAX);
    }
    if (tail->bytes == NULL || amount > TAIL_BYTES_MAX) {
        return stoa_file_write(file, buffer, amount, offset);
    }
    if (tail->count == 0) {
        tail->offset = offset;
    }
    memcpy(tail->bytes + tail->count, buffer, (size_t)amount);
    tail->count += amount;
    return SQLITE_OK;
}

// ---- Reading a page

// Where the checksum is stored that the frame at `offset` continues.
static sqlite3_int64 sums_before(sqlite3_int64 offset) {
    return offset == LOG_HEADER_BYTES ? LOG_HEADER_SUMS : offset - FRAME_BYTES + FRAME_SUMS;
}

// Reads the page of the frame at `offset`. Frames that a reader may see do not change while it holds its snapshot.
static int read_page(sqlite3_file *file, void *page, sqlite3_int64 offset) {
    unsigned char frame[FRAME_BYTES];
    unsigned char before[8];
    int result = inner_read(file, frame, FRAME_BYTES, offset);
    if (result == SQLITE_OK) {
        result = inner_read(file, before, sizeof before, sums_before(offset));
    }
    if (result != SQLITE_OK && result != SQLITE_IOERR_SHORT_READ) {
        return result;
    }
    if (result == SQLITE_IOERR_SHORT_READ || !frame_follows(frame, before)) {
        return report_damage(file, offset);
    }
    memcpy(page, frame + FRAME_HEADER_BYTES, STOA_PAGE_BYTES);
    return SQLITE_OK;
}

// ---- Recovery

static bool header_is_sound(const unsigned char *header) {
    if ((load_big_endian(header) & ~UINT32_C(1)) != LOG_MAGIC || load_big_endian(header + 8) != STOA_PAGE_BYTES) {
        return false;
    }
    for (int swapped = 0; swapped <= 1; swapped++) {
        uint32_t sums[2] = {0, 0};
        add_to_sums(header, LOG_HEADER_SUMS, swapped != 0, sums);
        if (sums_match(sums, header + LOG_HEADER_SUMS)) {
            return true;
        }
    }
    return false;
}

// Only recovery reads the header.
static int begin_recovery(sqlite3_file *file, unsigned char *header) {
    struct log_recovery *const recovery = &checked(file)->recovery;
    sqlite3_int64 size = 0;
    int result = stoa_file_size(file, &size);
    if (result == SQLITE_OK) {
        result = inner_read(file, header, LOG_HEADER_BYTES, 0);
    }
    checked(file)->rewritten_offset = INT64_MAX;
    recovery->is_running = false;
    if (result != SQLITE_OK || size < LOG_HEADER_BYTES + FRAME_BYTES) {
        return result;
    }
    if (!header_is_sound(header)) {
        return report_damage(file, 0);
    }
    recovery->is_running = true;
    recovery->next_offset = LOG_HEADER_BYTES;
    memcpy(recovery->salts, header + LOG_HEADER_SALTS, SALT_BYTES);
    memcpy(recovery->sums, header + LOG_HEADER_SUMS, sizeof recovery->sums);
    return SQLITE_OK;
}

// How many bits of the frame's salts differ from the header's. Generations differ in about half of them.
static int salt_distance(const unsigned char *frame, const struct log_recovery *recovery) {
    uint64_t left;
    uint64_t right;
    memcpy(&left, frame + FRAME_SALTS, SALT_BYTES);
    memcpy(&right, recovery->salts, SALT_BYTES);
    return __builtin_popcountll(left ^ right);
}

// Whether a commit that had been acknowledged lies at or behind `offset`, where the chain of frames breaks.
//
// A transaction that was torn by a crash is the last one and has one commit, its last frame. So an earlier one was
// acknowledged if a second commit follows, or if the next frame continues its chain: that frame was written after the
// commit had been synced. Frames of a transaction that was rolled back may lie behind too, but are no commits and
// continue another chain. The frame at `offset` itself may be the damaged one, also in its salts.
static int find_acknowledged(
    sqlite3_file *file, const struct log_recovery *recovery, sqlite3_int64 offset, bool *is_found) {
    unsigned char frame[FRAME_BYTES];
    unsigned char sums[8];
    int commits = 0;
    bool is_after_commit = false;
    int distance_max = 2;
    sqlite3_int64 size = 0;
    int result = stoa_file_size(file, &size);
    for (; result == SQLITE_OK && commits < 2 && offset + FRAME_BYTES <= size; offset += FRAME_BYTES) {
        result = inner_read(file, frame, FRAME_BYTES, offset);
        const bool is_current = result == SQLITE_OK && salt_distance(frame, recovery) <= distance_max;
        if (is_current && is_after_commit && frame_follows(frame, sums)) {
            commits = 2;
            break;
        }
        is_after_commit = is_current && load_big_endian(frame + FRAME_COMMIT_SIZE) != 0;
        commits += is_after_commit;
        memcpy(sums, frame + FRAME_SUMS, sizeof sums);
        distance_max = 0;
    }
    *is_found = commits == 2;
    return result;
}

static int recover_frame(sqlite3_file *file, unsigned char *frame, sqlite3_int64 offset) {
    struct log_recovery *const recovery = &checked(file)->recovery;
    int result = inner_read(file, frame, FRAME_BYTES, offset);
    if (result != SQLITE_OK || !recovery->is_running || offset != recovery->next_offset) {
        return result;
    }
    if (salt_distance(frame, recovery) == 0 && load_big_endian(frame) != 0 && frame_follows(frame, recovery->sums)) {
        recovery->next_offset = offset + FRAME_BYTES;
        memcpy(recovery->sums, frame + FRAME_SUMS, sizeof recovery->sums);
        return SQLITE_OK;
    }
    bool is_found = false;
    recovery->is_running = false;
    result = find_acknowledged(file, recovery, offset, &is_found);
    return is_found ? report_damage(file, offset) : result;
}

// ---- The methods that differ from the default's

static int log_read(sqlite3_file *file, void *buffer, int amount, sqlite3_int64 offset) {
    const int flushed = flush(file);
    if (flushed != SQLITE_OK) {
        return flushed;
    }
    if (amount == LOG_HEADER_BYTES && offset == 0) {
        return begin_recovery(file, buffer);
    }
    // Frames from here on have pages that differ from their checksums until the transaction commits: see log_write.
    if (offset >= checked(file)->rewritten_offset) {
        return inner_read(file, buffer, amount, offset);
    }
    switch (amount) {
    case STOA_PAGE_BYTES:
        return read_page(file, buffer, offset - FRAME_HEADER_BYTES);
    case FRAME_BYTES:
        return recover_frame(file, buffer, offset);
    default:
        return inner_read(file, buffer, amount, offset);
    }
}

// A transaction that outgrows the page cache writes a page to the log before it commits, and may write it again to the
// same place, without the frame's header. SQLite corrects the checksums from there on when it commits. Until then, or
// until a later transaction begins at or before that place, this connection, the only one that looks there, trusts them.
static int log_write(sqlite3_file *file, const void *buffer, int amount, sqlite3_int64 offset) {
    struct checked_file *const log = checked(file);
    log->recovery.is_running = false;
    if (amount == FRAME_HEADER_BYTES) {
        log->next_page_offset = offset + FRAME_HEADER_BYTES;
        log->rewritten_offset = offset <= log->rewritten_offset ? INT64_MAX : log->rewritten_offset;
    } else if (amount == STOA_PAGE_BYTES && offset != log->next_page_offset) {
        const sqlite3_int64 frame = offset - FRAME_HEADER_BYTES;
        log->rewritten_offset = frame < log->rewritten_offset ? frame : log->rewritten_offset;
    }
    return gather(file, buffer, amount, offset);
}

static int log_sync(sqlite3_file *file, int flags) {
    const int result = flush(file);
    free_tail(file);
    return result == SQLITE_OK ? stoa_file_sync(file, flags) : result;
}

static int log_truncate(sqlite3_file *file, sqlite3_int64 size) {
    const int result = flush(file);
    return result == SQLITE_OK ? stoa_file_truncate(file, size) : result;
}

static int log_size(sqlite3_file *file, sqlite3_int64 *size) {
    const int result = flush(file);
    return result == SQLITE_OK ? stoa_file_size(file, size) : result;
}

static int log_close(sqlite3_file *file) {
    const int flushed = flush(file);
    free_tail(file);
    const int closed = stoa_file_close(file);
    return flushed == SQLITE_OK ? closed : flushed;
}

const sqlite3_io_methods stoa_log_methods = {
    .iVersion = 1,
    .xClose = log_close,
    .xRead = log_read,
    .xWrite = log_write,
    .xTruncate = log_truncate,
    .xSync = log_sync,
    .xFileSize = log_size,
    .xLock = stoa_file_lock,
    .xUnlock = stoa_file_unlock,
    .xCheckReservedLock = stoa_file_check_reserved_lock,
    .xFileControl = stoa_file_control,
    .xSectorSize = stoa_file_sector_size,
    .xDeviceCharacteristics = stoa_file_device_characteristics,
};
