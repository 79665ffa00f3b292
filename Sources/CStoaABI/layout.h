// layout.h - how the files beside it pin every offset and number of the contract on 64-bit systems, so that a change that
// would break built modules does not compile.
//
// Appending a member to a struct that carries its `size` is allowed: add a line for it. Any other edit of a line that a
// release has shipped is a new major version of the ABI. Tests/ABI/layout.c includes the files with macros of its own,
// which print the layout and prove that no member is missing.
#include "stoa.h"

#ifndef STRUCT
#define STRUCT(type, bytes) _Static_assert(sizeof(type) == (bytes), #type " changed its size")
#define MEMBER(type, name, offset) _Static_assert(offsetof(type, name) == (offset), #type "." #name " moved")
#define VALUE(name, number) _Static_assert((name) == (number), #name " changed")
#endif
