// sqlite_setup.c - process-wide and per-connection settings of SQLite that need variadic calls.
#include <pthread.h>

#include "checksum_vfs.h"
#include "stoa_system.h"

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int initialize_result = SQLITE_ERROR;

static void initialize_once(void) {
    // These are refused with SQLITE_MISUSE if something else in the process has used SQLite before. They only save
    // time and memory, so that is no failure.
    //
    // No mutexes in connections: each is used by one thread at a time. No memory statistics: they take one global
    // mutex at every allocation. No page cache filled in advance: it costs 87 KiB per connection, and we keep thousands.
    // No URIs: a path is a path, also when it begins with "file:".
    (void)sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    (void)sqlite3_config(SQLITE_CONFIG_PAGECACHE, NULL, 0, 0);
    (void)sqlite3_config(SQLITE_CONFIG_URI, 0);
    initialize_result = sqlite3_initialize();
    if (initialize_result == SQLITE_OK) {
        initialize_result = stoa_checksum_vfs_register();
    }
}

int stoa_sqlite_initialize(void) {
    pthread_once(&once, initialize_once);
    return initialize_result;
}

int stoa_sqlite_harden(sqlite3 *database) {
    static const struct {
        int option;
        int value;
    } settings[] = {
        {SQLITE_DBCONFIG_ENABLE_FKEY, 1},
        {SQLITE_DBCONFIG_DEFENSIVE, 1},
        {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
        {SQLITE_DBCONFIG_DQS_DML, 0},
        {SQLITE_DBCONFIG_DQS_DDL, 0},
        {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
    };
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
        int result = sqlite3_db_config(database, settings[i].option, settings[i].value, NULL);
        if (result != SQLITE_OK) {
            return result;
        }
    }
    return SQLITE_OK;
}

int stoa_sqlite_reserve_checksum_space(sqlite3 *database) {
    int bytes = STOA_PAGE_CHECKSUM_BYTES;
    return sqlite3_file_control(database, "main", SQLITE_FCNTL_RESERVE_BYTES, &bytes);
}
