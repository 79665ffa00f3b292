// crypto.c - OpenSSL primitives with what they need fetched once: a fetch by name costs more than a short hash.
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>

#include "stoa_system.h"

static pthread_once_t once = PTHREAD_ONCE_INIT;
static EVP_MD *sha256;
static EVP_MAC *hmac;
static EVP_CIPHER *aes_gcm;

static void fetch_once(void) {
    // Kept for the life of the process.
    sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
    hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    aes_gcm = EVP_CIPHER_fetch(NULL, "AES-256-GCM", NULL);
}

struct stoa_sha256 *stoa_sha256_create(void) {
    (void)pthread_once(&once, fetch_once);
    return sha256 == NULL ? NULL : (struct stoa_sha256 *)EVP_MD_CTX_new();
}

void stoa_sha256_destroy(struct stoa_sha256 *context) {
    EVP_MD_CTX_free((EVP_MD_CTX *)context);
}

bool stoa_sha256_digest(
    struct stoa_sha256 *context, const void *bytes, size_t count, uint8_t digest[STOA_SHA256_BYTES]) {
    EVP_MD_CTX *const state = (EVP_MD_CTX *)context;
    return EVP_DigestInit_ex2(state, sha256, NULL) == 1 && EVP_DigestUpdate(state, bytes, count) == 1 &&
           EVP_DigestFinal_ex(state, digest, NULL) == 1;
}

bool stoa_hmac_sha256(const void *key, size_t key_count, const void *bytes, size_t count,
                      uint8_t code[STOA_SHA256_BYTES]) {
    static const unsigned char empty_key[1];
    (void)pthread_once(&once, fetch_once);
    EVP_MAC_CTX *const context = hmac == NULL ? NULL : EVP_MAC_CTX_new(hmac);
    if (context == NULL) {
        return false;
    }
    char digest_name[] = "SHA256";
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest_name, 0),
        OSSL_PARAM_construct_end(),
    };
    // A NULL key would mean "the one set before".
    const unsigned char *const key_bytes = key == NULL ? empty_key : key;
    size_t written = 0;
    const bool succeeded = EVP_MAC_init(context, key_bytes, key_count, parameters) == 1 &&
                           EVP_MAC_update(context, bytes, count) == 1 &&
                           EVP_MAC_final(context, code, &written, STOA_SHA256_BYTES) == 1;
    EVP_MAC_CTX_free(context);
    return succeeded && written == STOA_SHA256_BYTES;
}

bool stoa_random_bytes(void *bytes, size_t count) {
    return count <= INT_MAX && RAND_bytes(bytes, (int)count) == 1;
}

bool stoa_seal(const uint8_t key[STOA_SEAL_KEY_BYTES], const uint8_t nonce[STOA_SEAL_NONCE_BYTES], const void *bytes,
               size_t count, uint8_t *out, uint8_t tag[STOA_SEAL_TAG_BYTES]) {
    (void)pthread_once(&once, fetch_once);
    EVP_CIPHER_CTX *const context = aes_gcm == NULL || count > INT_MAX ? NULL : EVP_CIPHER_CTX_new();
    int written = 0, rest = 0;
    const bool succeeded = context != NULL && EVP_EncryptInit_ex2(context, aes_gcm, key, nonce, NULL) == 1 &&
                           (count == 0 || EVP_EncryptUpdate(context, out, &written, bytes, (int)count) == 1) &&
                           EVP_EncryptFinal_ex(context, out + written, &rest) == 1 &&
                           EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, STOA_SEAL_TAG_BYTES, tag) == 1;
    EVP_CIPHER_CTX_free(context);
    return succeeded;
}

bool stoa_open_sealed(const uint8_t key[STOA_SEAL_KEY_BYTES], const uint8_t nonce[STOA_SEAL_NONCE_BYTES],
                      const void *bytes, size_t count, const uint8_t tag[STOA_SEAL_TAG_BYTES], uint8_t *out) {
    (void)pthread_once(&once, fetch_once);
    EVP_CIPHER_CTX *const context = aes_gcm == NULL || count > INT_MAX ? NULL : EVP_CIPHER_CTX_new();
    int written = 0, rest = 0;
    const bool succeeded =
        context != NULL && EVP_DecryptInit_ex2(context, aes_gcm, key, nonce, NULL) == 1 &&
        (count == 0 || EVP_DecryptUpdate(context, out, &written, bytes, (int)count) == 1) &&
        // OpenSSL takes the tag as if it were to be written.
        EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, STOA_SEAL_TAG_BYTES, (void *)(uintptr_t)tag) == 1 &&
        EVP_DecryptFinal_ex(context, out + written, &rest) == 1;
    EVP_CIPHER_CTX_free(context);
    return succeeded;
}

bool stoa_constant_time_equal(const void *left, const void *right, size_t count) {
    return CRYPTO_memcmp(left, right, count) == 0;
}

bool stoa_scrypt(const void *password, size_t count, const void *salt, size_t salt_count, uint64_t n, uint64_t r,
                 uint64_t p, uint8_t *out, size_t out_count) {
    // OpenSSL refuses more memory than it is allowed, and 32 MiB unless it is told.
    const uint64_t memory_max = 256 * n * r;
    return EVP_PBE_scrypt(password, count, salt, salt_count, n, r, p, memory_max, out, out_count) == 1;
}
