// bigger_stride - compiled against headers of a later minor version: every struct has a tail this kernel does not know.
//
// It must load exactly like good_minimal, with one resource of two fields and one filter.
#include "fixture.h"

#define TAIL \
    { 0xAA, 0xAA, 0xAA, 0xAA, 0xAA, 0xAA, 0xAA, 0xAA }
#define LATER(T) \
    struct { \
        T known; \
        unsigned char tail[8]; \
    }
#define LATER_ITEMS(array) \
    { &(array)[0].known, sizeof(array) / sizeof((array)[0]), sizeof((array)[0]) }

static const LATER(stoa_field) fields[] = {
    { { .name = STOA_STR("name"), .flags = STOA_REQUIRED, .min = 1, .max = 80, .title = STOA_STR("Its name.") }, TAIL },
    { { .name = STOA_STR("size"), .type = STOA_F_INT, .max = 99, .title = STOA_STR("Its size.") }, TAIL },
};
static const LATER(stoa_filter) filters[] = {
    { { .parameter = STOA_STR("name"), .field = STOA_STR("name"), .kind = STOA_FILTER_EQUAL }, TAIL },
};
static const LATER(stoa_scope) scopes[] = {
    { { STOA_STR("read_things"), STOA_STR("Read things.") }, TAIL },
    { { STOA_STR("write_things"), STOA_STR("Change things.") }, TAIL },
};
static const LATER(stoa_resource) resources[] = { { {
                                                        .name = STOA_STR("thing"),
                                                        .plural = STOA_STR("things"),
                                                        .type_name = STOA_STR("Thing"),
                                                        .title = STOA_STR("A thing of a later version."),
                                                        .verbs = STOA_ALL_VERBS,
                                                        .read_scope = STOA_STR("read_things"),
                                                        .write_scope = STOA_STR("write_things"),
                                                        .fields = LATER_ITEMS(fields),
                                                        .filters = LATER_ITEMS(filters),
                                                    },
                                                    TAIL } };
static const LATER(stoa_decl) decl = { {
                                           .size = sizeof(decl),
                                           .resources = LATER_ITEMS(resources),
                                           .scopes = LATER_ITEMS(scopes),
                                       },
                                       TAIL };
static const LATER(stoa_module) module = { {
                                               .size = sizeof(module),
                                               .abi = STOA_ABI,
                                               .id = STOA_STR("bigger_stride"),
                                               .version = STOA_STR("1.0.0"),
                                               .decl = &decl.known,
                                           },
                                           TAIL };

const stoa_module *stoa_module_entry(uint32_t host_abi) {
    return host_abi >> 16 == STOA_ABI_MAJOR ? &module.known : NULL;
}
