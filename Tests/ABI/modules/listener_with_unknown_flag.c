// listener_with_unknown_flag - a listener with a flag of a later version.
#include "fixture.h"

static stoa_rc hear(void *self, const void *data, stoa_cx cx, const stoa_events *events) {
    (void)self, (void)data, (void)cx, (void)events;
    return STOA_OK;
}

static const stoa_listener listeners[] = { {
    .name = STOA_STR("hear"),
    .title = STOA_STR("A listener."),
    .flags = 1u << 30,
    .batch = 1,
    .fn = hear,
} };
static const stoa_decl decl = { .size = sizeof(stoa_decl), .listeners = STOA_ITEMS(listeners) };
FIXTURE_MODULE("listener_with_unknown_flag", decl, NULL, NULL, NULL);
