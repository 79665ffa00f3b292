// bus.h - "stoa.bus/1": services between modules and events. The rules at the top of stoa.h hold here.
#ifndef STOA_BUS_H
#define STOA_BUS_H
#include "base.h"

/// A committed fact. Two changes of one record in one call are one event.
typedef struct stoa_event {
    uint32_t size, rsv;
    int64_t seq;               // position in the store; later ones are larger
    int64_t at_us;             // on the store's clock
    int64_t record;            // id of the record that it is about, or 0
    int64_t version;           // of the record: 1, 2, …; 0 if the module that emitted it keeps none
    stoa_str topic;            // "supplier.created"
    stoa_json payload;         // the record as it was rendered when the change was committed
} stoa_event;
typedef STOA_ARRAY(stoa_event) stoa_events;

typedef struct stoa_event_query {
    uint32_t size;
    uint32_t limit;            // 1...250
    int64_t after_seq;         // only later ones; 0 for all that are kept
    int64_t until_seq;         // only up to this one; 0: no bound
    int64_t since_us;          // only those of this moment and after; 0: no bound
    stoa_str topic;            // only of this topic; empty: all
} stoa_event_query;

/// What is known about a topic.
typedef struct stoa_topic_info {
    uint32_t size, rsv;
    stoa_str topic;            // its own name, "supplier.created"; CX
    stoa_str scope;            // that an actor needs to be told of it; CX
} stoa_topic_info;

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
    /// Looks a topic up by its own name or by that of any dialect ("suppliers/create", "supplier/created").
    /// STOA_E_NOT_FOUND if no module of this store has it.
    stoa_rc (*topic)(stoa_cx cx, stoa_str name, stoa_topic_info *out);
    /// Reads kept events in their order. The array and what it points to are CX.
    stoa_rc (*events)(stoa_cx cx, const stoa_event_query *query, stoa_events *out);
    /// The sequence of the newest event, those of this call included; 0 if there is none. Whoever begins to listen now
    /// keeps it, to know what was before.
    stoa_rc (*last_event)(stoa_cx cx, int64_t *seq);
} stoa_bus_1;
#define STOA_BUS_1 "stoa.bus/1"
#endif
