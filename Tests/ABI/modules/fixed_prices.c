// fixed_prices - has prices of its own for whatever is bought: a module that orders ask, and that answers the same each time.
#include "fixture.h"

/// As many as a test buys lines without a price; what was sent is not looked at.
static stoa_rc resolve(void *self, const void *data, stoa_cx cx, stoa_json in, stoa_json *out) {
    (void)self, (void)data, (void)cx, (void)in;
    *out = TEXT("{\"lines\":[{\"price\":\"4.00\",\"price_list_id\":null},{\"price\":\"3.50\",\"price_list_id\":7},{}]}");
    return STOA_OK;
}

static const stoa_service services[] = { { .name = STOA_STR("prices.resolve/1"), .fn = resolve } };
static const stoa_decl decl = { .size = sizeof(stoa_decl), .services = STOA_ITEMS(services) };
FIXTURE_MODULE("fixed_prices", decl, NULL, NULL, NULL);
