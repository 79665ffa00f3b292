// stoa_process.h - Linux calls that the Swift overlay does not import. Thread safe; -1 and errno on failure.
#ifndef STOA_PROCESS_H
#define STOA_PROCESS_H

#include <stddef.h>

// An anonymous file holding these bytes, sealed so that nobody can change it again. The caller closes it.
int stoa_sealed_file(const char *name, const void *bytes, size_t count);

#endif
