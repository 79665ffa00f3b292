// barcode_check - refuses a product whose barcode was mistyped.
//
//   build   make -C Extensions/barcode-check        (needs the headers and a C compiler)
//   adds    a VALIDATE hook on product, on create and update
//
// Barcodes of 8, 12, 13 and 14 digits are GTINs, which end in a check digit (GS1 General Specifications, section 7.9).
// Anything else is a code of the merchant's own and is left alone.
#define STOA_MODULE
#include "stoa.h"
#include <stdio.h>

#define TEXT(literal) ((stoa_str)STOA_STR(literal))

static const stoa_core_1 *core;
static const stoa_records_1 *records;
static int32_t variants_field, barcode_field;

static int is_gtin(stoa_str code) {
    if (code.n != 8 && code.n != 12 && code.n != 13 && code.n != 14) {
        return 0;
    }
    for (size_t i = 0; i < code.n; i++) {
        if (code.p[i] < '0' || code.p[i] > '9') {
            return 0;
        }
    }
    return 1;
}

/// Weights 3, 1, 3, … from the digit left of the check digit; the sum with the check digit is a multiple of ten.
static char check_digit(stoa_str gtin) {
    unsigned sum = 0, weight = 3;
    for (size_t i = gtin.n - 1; i-- > 0; weight = 4 - weight) {
        sum += weight * (unsigned)(gtin.p[i] - '0');
    }
    return (char)('0' + (10 - sum % 10) % 10);
}

/// Adds an issue if the variant at `index` has a wrong barcode. Positive if it has.
static stoa_rc judge(stoa_cx cx, stoa_rec variant, uint32_t index) {
    const uint32_t field = (uint32_t)barcode_field;
    stoa_val barcode;
    const stoa_rc rc = records->get(cx, variant, &field, 1, &barcode);
    if (rc < 0 || barcode.tag != STOA_TEXT || !is_gtin(barcode.s)) {
        return rc;
    }
    const char expected = check_digit(barcode.s);
    if (barcode.s.p[barcode.s.n - 1] == expected) {
        return STOA_OK;
    }
    char path[40], message[48];
    const int path_n = snprintf(path, sizeof(path), "variants[%u].barcode", (unsigned)index);
    const int message_n = snprintf(message, sizeof(message), "has a wrong check digit: expected %c", expected);
    core->fail(cx, STOA_E_INVALID, (stoa_str){ path, (size_t)path_n }, (stoa_str){ message, (size_t)message_n });
    return 1;
}

/// Judges all variants, so that the merchant sees every mistyped barcode at once.
static stoa_rc judge_product(stoa_cx cx, stoa_rec product) {
    uint32_t count = 0, wrong = 0;
    stoa_rc rc = records->children(cx, product, (uint32_t)variants_field, NULL, 0, &count);
    if (rc < 0 || count == 0) {
        return rc;
    }
    stoa_rec *const variants = core->alloc(cx, count * sizeof(stoa_rec), _Alignof(stoa_rec));
    if (!variants) {
        return core->fail(cx, STOA_E_TOO_LARGE, TEXT("variants"), TEXT("are too many to check"));
    }
    rc = records->children(cx, product, (uint32_t)variants_field, variants, count, &count);
    for (uint32_t i = 0; rc >= 0 && i < count; i++) {
        rc = judge(cx, variants[i], i);
        wrong += rc > 0;
    }
    return rc < 0 ? rc : wrong ? STOA_E_INVALID : STOA_OK;
}

static stoa_rc barcodes_are_right(void *self, const void *data, stoa_cx cx, const stoa_changes *changes) {
    (void)self, (void)data;
    stoa_rc verdict = STOA_OK;
    for (uint32_t i = 0; i < changes->count; i++) {
        const stoa_change *change = STOA_AT(changes, i);
        const stoa_rc rc = judge_product(cx, change->draft);
        verdict = rc < 0 ? rc : verdict;
    }
    return verdict;
}

static stoa_rc create(const stoa_host *host, const void *data, void **self) {
    (void)data, (void)self;
    core = host->get(host, TEXT(STOA_CORE_1));
    records = host->get(host, TEXT(STOA_RECORDS_1));
    return core && records ? STOA_OK : STOA_E_UNSUPPORTED;
}

/// The manifest asks for the resource, so these fields are missing only if another module offers a different product.
static stoa_rc activate(void *self, const stoa_host *host) {
    (void)self;
    variants_field = records->field(host, TEXT("product"), TEXT("variants"));
    barcode_field = records->field(host, TEXT("variant"), TEXT("barcode"));
    return variants_field >= 0 && barcode_field >= 0 ? STOA_OK : STOA_E_NOT_FOUND;
}

static const stoa_hook hooks[] = {
    { .resource = STOA_STR("product"),
      .kind = STOA_HOOK_VALIDATE,
      .ops = STOA_ON_CREATED | STOA_ON_UPDATED,
      .fn = barcodes_are_right },
};
static const stoa_decl decl = { .size = sizeof(decl), .hooks = STOA_ITEMS(hooks) };
static const stoa_module module = {
    .size = sizeof(module),
    .abi = STOA_ABI,
    .id = STOA_STR("barcode-check"),
    .version = STOA_STR("1.0.0"),
    .decl = &decl,
    .create = create,
    .activate = activate,
};

const stoa_module *stoa_module_entry(uint32_t host_abi) {
    return host_abi >> 16 == STOA_ABI_MAJOR ? &module : NULL;
}
