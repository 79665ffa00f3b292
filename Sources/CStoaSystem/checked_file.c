// checked_file.c - the file methods that go to the default VFS.
#include "checked_file.h"

#include <errno.h>

int stoa_file_write(sqlite3_file *file, const void *buffer, int amount, sqlite3_int64 offset) {
    const int result = inner(file)->pMethods->xWrite(inner(file), buffer, amount, offset);
    if (result != SQLITE_IOERR_WRITE) {
        return result;
    }
    int reason = 0;
    (void)inner(file)->pMethods->xFileControl(inner(file), SQLITE_FCNTL_LAST_ERRNO, &reason);
    return reason == EDQUOT || reason == EFBIG ? SQLITE_FULL : result;
}

int stoa_file_close(sqlite3_file *file) {
    return inner(file)->pMethods->xClose(inner(file));
}

int stoa_file_truncate(sqlite3_file *file, sqlite3_int64 size) {
    return inner(file)->pMethods->xTruncate(inner(file), size);
}

int stoa_file_sync(sqlite3_file *file, int flags) {
    return inner(file)->pMethods->xSync(inner(file), flags);
}

int stoa_file_size(sqlite3_file *file, sqlite3_int64 *size) {
    return inner(file)->pMethods->xFileSize(inner(file), size);
}

int stoa_file_lock(sqlite3_file *file, int level) {
    return inner(file)->pMethods->xLock(inner(file), level);
}

int stoa_file_unlock(sqlite3_file *file, int level) {
    return inner(file)->pMethods->xUnlock(inner(file), level);
}

int stoa_file_check_reserved_lock(sqlite3_file *file, int *held) {
    return inner(file)->pMethods->xCheckReservedLock(inner(file), held);
}

int stoa_file_control(sqlite3_file *file, int operation, void *argument) {
    return inner(file)->pMethods->xFileControl(inner(file), operation, argument);
}

int stoa_file_sector_size(sqlite3_file *file) {
    return inner(file)->pMethods->xSectorSize(inner(file));
}

int stoa_file_device_characteristics(sqlite3_file *file) {
    return inner(file)->pMethods->xDeviceCharacteristics(inner(file));
}

int stoa_file_shm_map(sqlite3_file *file, int region, int bytes, int extend, void volatile **memory) {
    return inner(file)->pMethods->xShmMap(inner(file), region, bytes, extend, memory);
}

int stoa_file_shm_lock(sqlite3_file *file, int offset, int count, int flags) {
    return inner(file)->pMethods->xShmLock(inner(file), offset, count, flags);
}

void stoa_file_shm_barrier(sqlite3_file *file) {
    inner(file)->pMethods->xShmBarrier(inner(file));
}

int stoa_file_shm_unmap(sqlite3_file *file, int remove) {
    return inner(file)->pMethods->xShmUnmap(inner(file), remove);
}
