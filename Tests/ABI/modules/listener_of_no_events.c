// listener_of_no_events - a listener that is told of nothing.
#include "fixture.h"

static stoa_rc hear(void *self, const void *data, stoa_cx cx, const stoa_events *events) {
    (void)self, (void)data, (void)cx, (void)events;
    return STOA_OK;
}

static const stoa_listener listeners[] = { {
    .name = STOA_STR("hear"),
    .title = STOA_STR("A listener."),
    .flags = 0,
    .batch = 0,
    .fn = hear,
} };
static const stoa_decl decl = { .size = sizeof(stoa_decl), .listeners = STOA_ITEMS(listeners) };
FIXTURE_MODULE("listener_of_no_events", decl, NULL, NULL, NULL);
