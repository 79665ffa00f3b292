// checksum_vfs.h - registers the VFS of checksum_vfs.c.
#ifndef STOA_CHECKSUM_VFS_H
#define STOA_CHECKSUM_VFS_H

// Registers the VFS under STOA_VFS_NAME, not as the default. Call once, after sqlite3_initialize.
int stoa_checksum_vfs_register(void);

#endif
