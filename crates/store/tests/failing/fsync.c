/* Preloaded: fsync fails for files whose name ends as FSYNC_FAILS_FOR says, while the file FSYNC_FAILS_IF is there. */

#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static int fails(int fd) {
    char link[64], name[4096];
    const char *end = getenv("FSYNC_FAILS_FOR"), *flag = getenv("FSYNC_FAILS_IF");
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, name, sizeof name - 1);
    if (!end || !flag || length < (ssize_t)strlen(end)) return 0;
    name[length] = 0;
    return !strcmp(name + length - strlen(end), end) && !access(flag, F_OK);
}

int fsync(int fd) {
    if (!fails(fd)) return syscall(SYS_fsync, fd);
    errno = EIO;
    return -1;
}

int fdatasync(int fd) {
    if (!fails(fd)) return syscall(SYS_fdatasync, fd);
    errno = EIO;
    return -1;
}
