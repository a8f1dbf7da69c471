/* Makes single calls of the system fail in a program under test, while the file named by FAULT says so by one letter:
   l no locks (ENOLCK), s no space (ENOSPC), r read-only (EROFS). Only files of watch sets are concerned. Unlike permissions, it holds
   for root, too. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int open_really(const char *path, int flags, mode_t mode) {
    static int (*real)(const char *, int, ...);
    if (!real) real = (int (*)(const char *, int, ...))dlsym(RTLD_NEXT, "open64");
    return real(path, flags, mode);
}

static int asked(char letter) {
    char found = 0;
    const char *path = getenv("FAULT");
    int file = path ? open_really(path, O_RDONLY | O_CLOEXEC, 0) : -1;
    if (file >= 0) {
        if (read(file, &found, 1) != 1) found = 0;
        close(file);
    }
    return found == letter;
}

int flock(int file, int how) {
    static int (*real)(int, int);
    if (!real) real = (int (*)(int, int))dlsym(RTLD_NEXT, "flock");
    if (asked('l')) { errno = ENOLCK; return -1; }
    return real(file, how);
}

int fsync(int file) {
    static int (*real)(int);
    if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    if (asked('s')) { errno = ENOSPC; return -1; }
    return real(file);
}

int open64(const char *path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    mode_t mode = flags & O_CREAT ? va_arg(more, mode_t) : 0;
    va_end(more);
    if ((flags & O_CREAT) && strstr(path, "/sets/") && asked('r')) { errno = EROFS; return -1; }
    return open_really(path, flags, mode);
}
