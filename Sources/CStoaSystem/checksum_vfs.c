// checksum_vfs.c - a VFS over the default one that seals every page of a database file with a checksum.
//
// SQLite notices only damage that breaks its own structure: of 300 single flipped bits in a table without index,
// `PRAGMA integrity_check` called 243 "ok". Here a page is sealed when it is written to the database file, by a
// checkpoint or directly, and verified whenever it is read from it. Logs are guarded by log_guard.c; rollback journals,
// which only a new file sees, pass through.
//
// The seal depends on the page's number, so a page written to another page's place is noticed as well. A page that
// reads as zeros, or lies behind the end of a file that was cut off, is damaged: in WAL mode SQLite writes every page
// before it reads it.
#include "checksum_vfs.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "checked_file.h"
#include "page_checksum.h"
#include "stoa_system.h"

#define HEADER_BYTES 100  // https://www.sqlite.org/fileformat2.html#the_database_header
#define HEADER_PAGE_SIZE_OFFSET 16
#define HEADER_RESERVED_OFFSET 20

static sqlite3_vfs *default_vfs;

static int report_damage(sqlite3_file *file, uint32_t page) {
    checked(file)->damage = (struct stoa_damage){.page = page};
    sqlite3_log(SQLITE_IOERR_DATA, "page %u fails its checksum", page);
    return SQLITE_IOERR_DATA;
}

static uint32_t page_number(sqlite3_int64 offset) {
    return (uint32_t)(offset / STOA_PAGE_BYTES) + 1;
}

// Reads the page that holds `offset` and verifies it.
static int read_page(sqlite3_file *file, unsigned char *page, sqlite3_int64 offset) {
    const uint32_t number = page_number(offset);
    const sqlite3_int64 start = offset / STOA_PAGE_BYTES * STOA_PAGE_BYTES;
    const int result = inner_read(file, page, STOA_PAGE_BYTES, start);
    if (result != SQLITE_OK && result != SQLITE_IOERR_SHORT_READ) {
        return result;
    }
    // A short read was filled up with zeros; SQLite would take them for an empty page.
    return stoa_page_is_sound(page, number) ? SQLITE_OK : report_damage(file, number);
}

static int database_read(sqlite3_file *file, void *buffer, int amount, sqlite3_int64 offset) {
    if (amount == STOA_PAGE_BYTES && offset % STOA_PAGE_BYTES == 0) {
        return read_page(file, buffer, offset);
    }
    // Probes of the header come before SQLite knows the page size, and of an empty file. Whatever they saw is verified
    // when page 1 is read as a page, which every transaction does first.
    if (offset < STOA_PAGE_BYTES) {
        return inner_read(file, buffer, amount, offset);
    }
    // Newer releases read parts of overflow pages past the page cache.
    const sqlite3_int64 start = offset % STOA_PAGE_BYTES;
    if (start + amount > STOA_PAGE_BYTES) {
        return SQLITE_IOERR_READ;
    }
    unsigned char page[STOA_PAGE_BYTES];
    const int result = read_page(file, page, offset);
    if (result == SQLITE_OK) {
        memcpy(buffer, page + start, (size_t)amount);
    }
    return result;
}

static int database_write(sqlite3_file *file, const void *buffer, int amount, sqlite3_int64 offset) {
    if (amount != STOA_PAGE_BYTES || offset % STOA_PAGE_BYTES != 0) {
        sqlite3_log(SQLITE_IOERR_WRITE, "refused to write %d bytes at %lld: not a page", amount, offset);
        return SQLITE_IOERR_WRITE;
    }
    // The buffer belongs to the page cache: seal a copy.
    unsigned char page[STOA_PAGE_BYTES];
    memcpy(page, buffer, STOA_PAGE_CONTENT_BYTES);
    stoa_page_seal(page, page_number(offset));
    return stoa_file_write(file, page, STOA_PAGE_BYTES, offset);
}

static int verify_page(sqlite3_file *file, uint32_t number) {
    if (number == 0) {
        return SQLITE_MISUSE;
    }
    unsigned char page[STOA_PAGE_BYTES];
    return read_page(file, page, (sqlite3_int64)(number - 1) * STOA_PAGE_BYTES);
}

// Another page size would let whole pages pass as parts of pages, so changing it is refused by name.
static int database_pragma(sqlite3_file *file, char **arguments) {
    if (sqlite3_stricmp(arguments[1], "page_size") == 0 && arguments[2] != NULL &&
        atoi(arguments[2]) != STOA_PAGE_BYTES) {
        arguments[0] = sqlite3_mprintf("page_size is fixed at %d by the checksums", STOA_PAGE_BYTES);
        return SQLITE_ERROR;
    }
    return stoa_file_control(file, SQLITE_FCNTL_PRAGMA, arguments);
}

static int database_control(sqlite3_file *file, int operation, void *argument) {
    switch (operation) {
    case STOA_FCNTL_TAKE_DAMAGE:
        *(struct stoa_damage *)argument = checked(file)->damage;
        checked(file)->damage = (struct stoa_damage){0};
        return SQLITE_OK;
    case STOA_FCNTL_VERIFY_PAGE:
        return verify_page(file, *(const uint32_t *)argument);
    case SQLITE_FCNTL_PRAGMA:
        return database_pragma(file, argument);
    default:
        return stoa_file_control(file, operation, argument);
    }
}

// Version 2 has shared memory, which WAL needs, and no xFetch: mapped pages could not be verified.
static const sqlite3_io_methods database_methods = {
    .iVersion = 2,
    .xClose = stoa_file_close,
    .xRead = database_read,
    .xWrite = database_write,
    .xTruncate = stoa_file_truncate,
    .xSync = stoa_file_sync,
    .xFileSize = stoa_file_size,
    .xLock = stoa_file_lock,
    .xUnlock = stoa_file_unlock,
    .xCheckReservedLock = stoa_file_check_reserved_lock,
    .xFileControl = database_control,
    .xSectorSize = stoa_file_sector_size,
    .xDeviceCharacteristics = stoa_file_device_characteristics,
    .xShmMap = stoa_file_shm_map,
    .xShmLock = stoa_file_shm_lock,
    .xShmBarrier = stoa_file_shm_barrier,
    .xShmUnmap = stoa_file_shm_unmap,
};

// A file with another layout is not read half verified but refused. An empty file is a database to be made.
static int check_layout(sqlite3_file *file) {
    unsigned char header[HEADER_BYTES];
    sqlite3_int64 size = 0;
    int result = stoa_file_size(file, &size);
    if (result != SQLITE_OK || size == 0) {
        return result;
    }
    result = inner_read(file, header, HEADER_BYTES, 0);
    if (result == SQLITE_IOERR_SHORT_READ) {
        return SQLITE_NOTADB;
    }
    if (result != SQLITE_OK) {
        return result;
    }
    const int page_bytes = header[HEADER_PAGE_SIZE_OFFSET] << 8 | header[HEADER_PAGE_SIZE_OFFSET + 1];
    const bool sealed =
        page_bytes == STOA_PAGE_BYTES && header[HEADER_RESERVED_OFFSET] == STOA_PAGE_CHECKSUM_BYTES;
    return sealed ? SQLITE_OK : SQLITE_NOTADB;
}

// A log is made before its index and deleted after it, so an index without a log means that the log was taken away,
// and with it every commit since the last checkpoint. SQLite would begin a new one without a word.
static int check_log_is_present(const char *name) {
    char path[PATH_MAX];
    struct stat status;
    if (snprintf(path, sizeof path, "%s-shm", name) >= (int)sizeof path) {
        return SQLITE_CANTOPEN;
    }
    if (stat(path, &status) != 0) {
        return SQLITE_OK;
    }
    (void)snprintf(path, sizeof path, "%s-wal", name);
    if (stat(path, &status) == 0) {
        return SQLITE_OK;
    }
    sqlite3_log(SQLITE_CORRUPT, "%s is missing, though its index is there", path);
    return SQLITE_CORRUPT;
}

static int open_database(sqlite3_filename name, sqlite3_file *file, int flags, int *out_flags) {
    int result = name == NULL ? SQLITE_CANTOPEN : check_log_is_present(name);
    if (result == SQLITE_OK) {
        result = default_vfs->xOpen(default_vfs, name, inner(file), flags, out_flags);
    }
    if (result != SQLITE_OK) {
        return result;
    }
    result = check_layout(file);
    if (result != SQLITE_OK) {
        (void)stoa_file_close(file);
        return result;
    }
    file->pMethods = &database_methods;
    return SQLITE_OK;
}

static int open_log(sqlite3_filename name, sqlite3_file *file, int flags, int *out_flags) {
    const int result = default_vfs->xOpen(default_vfs, name, inner(file), flags, out_flags);
    if (result != SQLITE_OK) {
        return result;
    }
    checked(file)->database = checked(sqlite3_database_file_object(name));
    checked(file)->rewritten_offset = INT64_MAX;
    file->pMethods = &stoa_log_methods;
    return SQLITE_OK;
}

static int vfs_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags, int *out_flags) {
    (void)vfs;
    if ((flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL)) == 0) {
        return default_vfs->xOpen(default_vfs, name, file, flags, out_flags);
    }
    memset(file, 0, sizeof(struct checked_file));
    const bool is_log = (flags & SQLITE_OPEN_WAL) != 0;
    return is_log ? open_log(name, file, flags, out_flags) : open_database(name, file, flags, out_flags);
}

int stoa_checksum_vfs_register(void) {
    // Everything but xOpen is the default's own function: none of them looks at which VFS it is called through.
    static sqlite3_vfs vfs;
    default_vfs = sqlite3_vfs_find(NULL);
    if (default_vfs == NULL || sqlite3_vfs_find(STOA_VFS_NAME) != NULL) {
        return SQLITE_MISUSE;
    }
    vfs = *default_vfs;
    vfs.pNext = NULL;
    vfs.zName = STOA_VFS_NAME;
    vfs.szOsFile = (int)sizeof(struct checked_file) + default_vfs->szOsFile;
    vfs.xOpen = vfs_open;
    return sqlite3_vfs_register(&vfs, 0);
}
