// bus.h - "stoa.bus/1": services between modules and events. The rules at the top of stoa.h hold here.
#ifndef STOA_BUS_H
#define STOA_BUS_H
#include "base.h"

/// "stoa.bus/1"
typedef struct stoa_bus_1 {
    uint32_t size, rsv;
    /// Calls another module's service, e.g. "stock.reserve/1", inside the same transaction. The caller's actor and the
    /// service's scope both apply. Calls nest at most 8 deep. STOA_E_UNSUPPORTED if no module offers it (declare it as
    /// required in the manifest to be sure). *out is CX.
    stoa_rc (*call)(stoa_cx cx, stoa_str service, stoa_json in, stoa_json *out);
    /// Records an event of a topic that this module declares, in the transaction of cx: it is kept if and only if the
    /// transaction commits. `key` is the id of the record it is about, or 0. Needs a writing context.
    stoa_rc (*emit)(stoa_cx cx, stoa_str topic, int64_t key, stoa_json payload);
} stoa_bus_1;
#define STOA_BUS_1 "stoa.bus/1"
#endif
