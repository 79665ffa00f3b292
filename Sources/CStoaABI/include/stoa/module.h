// module.h - entry and life of a module. The rules at the top of stoa.h hold here.
#ifndef STOA_MODULE_H
#define STOA_MODULE_H
#include "base.h"
#include "declare.h"
#include "records.h"

/// The kernel as a module sees it. MOD; may be kept in a global.
struct stoa_host {
    uint32_t size, abi;       // STOA_ABI of the kernel
    stoa_str name, version;   // "stoa", "0.1.0"
    /// A service table by id ("stoa.core/1"), or NULL if it is not offered. Tables are MOD and may be kept. [any]
    const void *(*get)(const stoa_host *host, stoa_str id);
};

/// A module as the kernel sees it: static const data of the library.
typedef struct stoa_module {
    uint32_t size, abi;       // STOA_ABI that it was compiled with
    stoa_str id, version;     // "suppliers", "1.0.0" (semver); must equal the manifest's
    const stoa_decl *decl;    // NULL: it offers nothing
    const void *data;         // handed to create; may be NULL
    /// Looks up service tables and makes *self, which every other function is given. No I/O, no threads. On failure
    /// nothing else is called. NULL if there is nothing to do; *self is NULL then. [main]
    stoa_rc (*create)(const stoa_host *host, const void *data, void **self);
    /// All modules are created; fields and services of others resolve now. Handlers may be called once it returns.
    /// NULL if there is nothing to do. [main]
    stoa_rc (*activate)(void *self, const stoa_host *host);
    /// No handler is running and none will be called again. The library itself is never unloaded. NULL if there is
    /// nothing to do. [main]
    void (*destroy)(void *self);
} stoa_module;

/// The one exported symbol. Pure: no allocation, I/O or threads, and the same pointer every time. NULL: this host's ABI
/// major is not spoken. Hide everything else (a linker version script; see Extensions/README.md).
#define STOA_ENTRY_SYMBOL "stoa_module_entry"
typedef const stoa_module *(*stoa_entry_fn)(uint32_t host_abi);
#if defined(STOA_MODULE)
__attribute__((visibility("default"))) const stoa_module *stoa_module_entry(uint32_t host_abi);
#endif
#endif
