// wrong_abi - speaks no major version of the ABI that exists.
#include "fixture.h"

const stoa_module *stoa_module_entry(uint32_t host_abi) {
    (void)host_abi;
    return NULL;
}
