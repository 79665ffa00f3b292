// crypto.h - "stoa.crypto/1": signatures with keys that no database holds. The rules at the top of stoa.h hold here.
#ifndef STOA_CRYPTO_H
#define STOA_CRYPTO_H
#include "base.h"

/// "stoa.crypto/1"
typedef struct stoa_crypto_1 {
    uint32_t size, rsv;
    /// A key of 32 bytes for this module, this store and `label`, the same at every call. It is derived from the
    /// server's own secret, so it is in no database and no backup; a new label is a new key.
    stoa_rc (*key)(stoa_cx cx, stoa_str label, uint8_t out[32]);
    /// HMAC-SHA-256 (RFC 2104) of `data`. [any]
    stoa_rc (*hmac_sha256)(stoa_str key, stoa_str data, uint8_t out[32]);
    /// SHA-256 (FIPS 180-4) of `data`. [any]
    stoa_rc (*sha256)(stoa_str data, uint8_t out[32]);
    /// 1 in *matches if `password` is the one that a PASSWORD field keeps as `kept`. Takes as long as a hash, some 100 ms,
    /// also where nothing is kept, so that nobody learns which accounts there are; so not for jobs and listeners. In a
    /// request's write it gives STOA_E_UNAVAILABLE at first, to be returned: the host undoes the write, compares beside
    /// the store's writes, and runs it again from the start with the answer. At most 4 a write, else STOA_E_TOO_LARGE.
    stoa_rc (*password_matches)(stoa_cx cx, stoa_str password, stoa_str kept, uint32_t *matches);
} stoa_crypto_1;
#define STOA_CRYPTO_1 "stoa.crypto/1"
#endif
