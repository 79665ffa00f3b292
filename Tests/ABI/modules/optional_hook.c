// optional_hook - hooks into a resource of a module that may be absent, and reads a member of its bodies.
#include "fixture.h"

static stoa_rc accept(void *self, const void *data, stoa_cx cx, const stoa_changes *changes) {
    (void)self, (void)data, (void)cx, (void)changes;
    return STOA_OK;
}

static const stoa_hook hooks[] = {
    { .resource = STOA_STR("thing"), .kind = STOA_HOOK_VALIDATE, .ops = STOA_ON_CREATED, .fn = accept },
};
static const stoa_input inputs[] = {
    { .name = STOA_STR("remark"), .title = STOA_STR("What to remark."), .resource = STOA_STR("thing") },
};
static const stoa_decl decl = {
    .size = sizeof(stoa_decl),
    .hooks = STOA_ITEMS(hooks),
    .inputs = STOA_ITEMS(inputs),
};
FIXTURE_MODULE("optional_hook", decl, NULL, NULL, NULL);
