// fixture.h - what the modules of the loader's tests share. Each of them does one thing that a loader has to judge.
#ifndef FIXTURE_H
#define FIXTURE_H
#define STOA_MODULE
#include "stoa.h"

#define TEXT(literal) ((stoa_str)STOA_STR(literal))
/// One resource with one field, and its scopes.
#define FIXTURE_RECORDS(resource_name) \
    static const stoa_field fixture_fields[] = { \
        { .name = STOA_STR("name"), \
          .flags = STOA_REQUIRED, \
          .min = 1, \
          .max = 80, \
          .title = STOA_STR("What it is called.") }, \
    }; \
    static const stoa_resource fixture_resources[] = { { \
        .name = STOA_STR(resource_name), \
        .plural = STOA_STR(resource_name "s"), \
        .type_name = STOA_STR("Thing"), \
        .title = STOA_STR("A thing of the tests."), \
        .verbs = STOA_ALL_VERBS, \
        .read_scope = STOA_STR("read_things"), \
        .write_scope = STOA_STR("write_things"), \
        .fields = STOA_ITEMS(fixture_fields), \
    } }; \
    static const stoa_scope fixture_scopes[] = { \
        { STOA_STR("read_things"), STOA_STR("Read things.") }, \
        { STOA_STR("write_things"), STOA_STR("Change things.") }, \
    }
/// The declarations of a module that only has to be there.
#define FIXTURE_DECLARES(resource_name) \
    FIXTURE_RECORDS(resource_name); \
    static const stoa_decl fixture_decl = { \
        .size = sizeof(stoa_decl), \
        .resources = STOA_ITEMS(fixture_resources), \
        .scopes = STOA_ITEMS(fixture_scopes), \
    }

/// The module's table and its entry. `declares` is a stoa_decl; create, activate and destroy are functions or NULL.
#define FIXTURE_MODULE(module_id, declares, create_fn, activate_fn, destroy_fn) \
    static const stoa_module fixture_module = { \
        .size = sizeof(stoa_module), \
        .abi = STOA_ABI, \
        .id = STOA_STR(module_id), \
        .version = STOA_STR("1.0.0"), \
        .decl = &(declares), \
        .create = create_fn, \
        .activate = activate_fn, \
        .destroy = destroy_fn, \
    }; \
    const stoa_module *stoa_module_entry(uint32_t host_abi) { \
        return host_abi >> 16 == STOA_ABI_MAJOR ? &fixture_module : NULL; \
    } \
    _Static_assert(sizeof(module_id) > 1, "a module has an id")
#endif
