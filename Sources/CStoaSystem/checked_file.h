// checked_file.h - what the VFS keeps for each file it opens, and calls that go straight to the default VFS.
#ifndef STOA_CHECKED_FILE_H
#define STOA_CHECKED_FILE_H

#include "stoa_system.h"

// Where the recovery of a log has come to.
struct log_recovery {
    bool is_running;
    sqlite3_int64 next_offset;  // of the frame that is read next
    unsigned char sums[8];      // checksum up to there, as stored
    unsigned char salts[8];     // of this generation of the log, as in its header
};

// What was written to a log and has not gone to the system yet: `count` bytes that belong at `offset`.
struct log_tail {
    unsigned char *bytes;  // NULL while there are none
    int count;
    sqlite3_int64 offset;
};

// The default VFS's own file object follows this one in the same allocation.
struct checked_file {
    sqlite3_file base;
    struct stoa_damage damage;       // database file
    struct checked_file *database;   // log: the file it belongs to
    sqlite3_int64 next_page_offset;  // log: where the page of the last frame header goes
    sqlite3_int64 rewritten_offset;  // log: see log_write
    struct log_recovery recovery;    // log
    struct log_tail tail;            // log
};

static inline struct checked_file *checked(sqlite3_file *file) {
    return (struct checked_file *)file;
}

static inline sqlite3_file *inner(sqlite3_file *file) {
    return (sqlite3_file *)(checked(file) + 1);
}

static inline int inner_read(sqlite3_file *file, void *buffer, int amount, sqlite3_int64 offset) {
    return inner(file)->pMethods->xRead(inner(file), buffer, amount, offset);
}

// Writes, and says SQLITE_FULL for every reason that means "no room": SQLite itself does for ENOSPC only.
int stoa_file_write(sqlite3_file *file, const void *buffer, int amount, sqlite3_int64 offset);

// Methods that neither kind of file changes; defined in checked_file.c.
int stoa_file_close(sqlite3_file *file);
int stoa_file_truncate(sqlite3_file *file, sqlite3_int64 size);
int stoa_file_sync(sqlite3_file *file, int flags);
int stoa_file_size(sqlite3_file *file, sqlite3_int64 *size);
int stoa_file_lock(sqlite3_file *file, int level);
int stoa_file_unlock(sqlite3_file *file, int level);
int stoa_file_check_reserved_lock(sqlite3_file *file, int *held);
int stoa_file_control(sqlite3_file *file, int operation, void *argument);
int stoa_file_sector_size(sqlite3_file *file);
int stoa_file_device_characteristics(sqlite3_file *file);
int stoa_file_shm_map(sqlite3_file *file, int region, int bytes, int extend, void volatile **memory);
int stoa_file_shm_lock(sqlite3_file *file, int offset, int count, int flags);
void stoa_file_shm_barrier(sqlite3_file *file);
int stoa_file_shm_unmap(sqlite3_file *file, int remove);

// The methods of a write-ahead log; in log_guard.c.
extern const sqlite3_io_methods stoa_log_methods;

#endif
