// stoa.h - the contract between the Stoa kernel and its modules, major version 1.
//
// C11 headers only; nothing here is linked. They import as they are into C++17, Swift, Embedded Swift, Rust bindgen
// and Zig: no bit-fields, varargs, atomics, unions or flexible arrays. First-party modules use exactly this and no more.
//
// RULES, true of every line in these headers unless that line says otherwise.
//   GROWTH   A struct passed by pointer starts with `size`, set by its writer to the sizeof it was compiled with. Fields
//            are only appended; a reader takes fields past `size` as zero. Structs kept in arrays grow the same way by
//            the array's `stride`. Frozen for ever and so without a size: stoa_str, stoa_val, stoa_kv, the three members
//            of an array, and the handles. A host table slot inside the table's `size` is never NULL. A changed
//            meaning gets a new interface id, served beside the old one, never a flag.
//   VALUES   A declaration with an unknown enum value or flag bit is refused at load. Elsewhere an unknown enum value
//            reads as the 0 member.
//   MEMORY   Nobody frees the other side's memory. Lifetimes:
//              CALL  until the callee returns       CX  until the handler that got the stoa_cx returns
//              MOD   until destroy()
//            Callback inputs are CX; what a module hands to the host is CALL (the host copies); host outputs are CX.
//   HANDLES  stoa_cx, stoa_rec and stoa_reply are generational numbers. A stale or foreign one gives STOA_E_HANDLE; it
//            is never a wild pointer. The zero handle means "none".
//   THREADS  [main]   the loader's thread; nothing else runs in this module then
//            [worker] a kernel thread; several may be inside one module at once
//            [any]    any thread, threads made by the module included; never a signal handler
//            Host functions are [worker], with the stoa_cx that the running handler was given, unless marked [any].
//   ERRORS   Functions return stoa_rc; say why with core->fail(), which copies. Nothing unwinds across the boundary.
//   TENANT   A stoa_cx names one store, one actor and one grant. No call takes a store id, so none can be forged.
#ifndef STOA_H
#define STOA_H
#include "stoa/base.h"
#include "stoa/core.h"
#include "stoa/records.h"
#include "stoa/bus.h"
#include "stoa/jobs.h"
#include "stoa/crypto.h"
#include "stoa/reply.h"
#include "stoa/declare.h"
#include "stoa/module.h"
#endif
