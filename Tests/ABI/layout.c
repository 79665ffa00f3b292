// layout.c - prints the layout of the contract as this compiler sees it, to be compared with layout.golden.
//
// The list is the one in Sources/CStoaABI, in the files that begin with "layout". No public struct has padding, so the sizes of its listed members
// add up to its own size exactly if the list is complete; this program fails if they do not.
#include "stoa.h"
#include <stdio.h>

static const char *type_name;
static size_t type_size, members_size;
static int incomplete;

static void end_struct(void) {
    if (type_name && members_size != type_size) {
        fprintf(stderr, "%s: the members in Sources/CStoaABI/layout*.c cover %zu of %zu bytes; list the others\n",
                type_name, members_size, type_size);
        incomplete = 1;
    }
    type_name = NULL;
}

static void begin_struct(const char *name, size_t size) {
    end_struct();
    type_name = name;
    type_size = size;
    members_size = 0;
    printf("%s %zu\n", name, size);
}

static void member(const char *name, size_t offset, size_t size) {
    members_size += size;
    printf("  %-18s %4zu %4zu\n", name, offset, size);
}

// The expected numbers are left to layout.golden: here the compiler's own are printed.
#define STRUCT(type, bytes) begin_struct(#type, sizeof(type))
#define MEMBER(type, name, offset) member(#name, offsetof(type, name), sizeof(((type *)0)->name))
#define VALUE(name, number) end_struct(), (void)printf("%s %ld\n", #name, (long)(name))

int main(void) {
#include "../../Sources/CStoaABI/layout.c"
#include "../../Sources/CStoaABI/layout_declare.c"
#include "../../Sources/CStoaABI/layout_numbers.c"
    end_struct();
    return incomplete;
}
