// stoa_system.h - what the kernel needs from C: SQLite set-up that Swift cannot spell (variadic calls), the checksum
// VFS, a change counter shared by processes, and OpenSSL's primitives without their set-up cost per call.
//
// Functions are thread safe unless their comment says otherwise, and never abort.
#ifndef STOA_SYSTEM_H
#define STOA_SYSTEM_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "stoa_process.h"
#include "stoa_step.h"

// Name of the VFS that adds a checksum to every page; pass it to sqlite3_open_v2.
#define STOA_VFS_NAME "stoa"
// The only page size the VFS serves, and how much of each page its checksum takes.
#define STOA_PAGE_BYTES 4096
#define STOA_PAGE_CHECKSUM_BYTES 8

// Where the VFS last found damage.
struct stoa_damage {
    uint32_t page;       // of the database file, counts from 1; 0 if none
    bool is_in_log;      // in the -wal file instead
    int64_t log_offset;  // if in the log: the byte up to which it is sound
};

// File controls of the VFS, for sqlite3_file_control(database, "main", …).
enum {
    // struct stoa_damage *: receives what was last found on this connection, and forgets it.
    STOA_FCNTL_TAKE_DAMAGE = 0x5301,
    // uint32_t *: reads that page of the database file and verifies it. SQLITE_IOERR_DATA if it is damaged.
    STOA_FCNTL_VERIFY_PAGE = 0x5302,
};

// Configures SQLite for many small connections and registers the VFS. Later calls return the first call's result.
int stoa_sqlite_initialize(void);

// Sets the flags of an open connection that only sqlite3_db_config can set: foreign keys on, defensive mode on,
// schema not trusted, no double-quoted strings, no loadable extensions. Returns an SQLite result code.
int stoa_sqlite_harden(sqlite3 *database);

// Asks for `STOA_PAGE_CHECKSUM_BYTES` of reserved space per page; has an effect on a database without pages and on
// what VACUUM writes. Returns an SQLite result code.
int stoa_sqlite_reserve_checksum_space(sqlite3 *database);

// ---- Epoch: a counter in a mapped file that tells readers in any process whether what they remember is still true.
//
// Even: nobody is changing anything. Odd: a change is under way, or its writer died; trust no cache until the counter
// is even again. Every change leaves a larger even number. The file must not be deleted while a process has it open.

struct stoa_epoch {
    uint64_t *counter;  // owned; one page, shared
    int descriptor;     // owned
};

// Maps the file, which is made if it is missing (mode 0600), and fills in `epoch`. Returns 0 or an errno value.
int stoa_epoch_open(const char *path, struct stoa_epoch *epoch);

// Unmaps and closes. No other call may be running or follow.
void stoa_epoch_close(struct stoa_epoch *epoch);

// The counter. Everything that a writer did before it ended its change is visible after this.
static inline uint64_t stoa_epoch_load(const uint64_t *counter) {
    return __atomic_load_n(counter, __ATOMIC_SEQ_CST);
}

// Makes the counter odd. One change at a time over all processes: waits for another up to the timeout, then returns
// ETIMEDOUT. The lock goes with a process that dies. Returns 0 or an errno value. One thread at a time per `epoch`.
int stoa_epoch_begin(struct stoa_epoch *epoch, unsigned timeout_milliseconds);

// Makes the counter even and larger than it ever was, and lets the next writer in.
void stoa_epoch_end(struct stoa_epoch *epoch);

// ---- Cryptography, by OpenSSL 3.

#define STOA_SHA256_BYTES 32

struct stoa_sha256;

// A context to hash with, or NULL if memory is short. The caller owns it; one thread at a time.
struct stoa_sha256 *stoa_sha256_create(void);
void stoa_sha256_destroy(struct stoa_sha256 *context);

// Hashes `count` bytes at once; false only if OpenSSL is out of memory. 0.2 us for a token.
bool stoa_sha256_digest(
    struct stoa_sha256 *context, const void *bytes, size_t count, uint8_t digest[STOA_SHA256_BYTES]);

// HMAC-SHA-256 (RFC 2104); false only if OpenSSL is out of memory. `bytes` and `key` may be NULL if empty.
bool stoa_hmac_sha256(const void *key, size_t key_count, const void *bytes, size_t count,
                      uint8_t code[STOA_SHA256_BYTES]);

// Fills with bytes fit for keys; false if the system gives no entropy.
bool stoa_random_bytes(void *bytes, size_t count);

/// scrypt (RFC 7914) with cost n (a power of two), block size r and parallelisation p; takes 128 * n * r bytes of memory.
bool stoa_scrypt(const void *password, size_t count, const void *salt, size_t salt_count, uint64_t n, uint64_t r,
                 uint64_t p, uint8_t *out, size_t out_count);

#define STOA_SEAL_KEY_BYTES 32
#define STOA_SEAL_NONCE_BYTES 12
#define STOA_SEAL_TAG_BYTES 16

// AES-256-GCM (NIST SP 800-38D) without additional data: `out` gets `count` bytes, `tag` its tag. A nonce is used once
// for each key. False only if OpenSSL is out of memory. 1 us for 1 KiB.
bool stoa_seal(const uint8_t key[STOA_SEAL_KEY_BYTES], const uint8_t nonce[STOA_SEAL_NONCE_BYTES], const void *bytes,
               size_t count, uint8_t *out, uint8_t tag[STOA_SEAL_TAG_BYTES]);

// The opposite; false too if the bytes are not those that were sealed with this key and nonce, and `out` is void then.
bool stoa_open_sealed(const uint8_t key[STOA_SEAL_KEY_BYTES], const uint8_t nonce[STOA_SEAL_NONCE_BYTES],
                      const void *bytes, size_t count, const uint8_t tag[STOA_SEAL_TAG_BYTES], uint8_t *out);

// Compares in a time that depends on `count` alone.
bool stoa_constant_time_equal(const void *left, const void *right, size_t count);

#endif
