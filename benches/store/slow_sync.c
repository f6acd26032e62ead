/* Has each wait for the disk take a millisecond more: preloaded into a Store or a PostgreSQL. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>

typedef int sync_fn(int);

static int after(const char *name, int fd) {
    sync_fn *sync = (sync_fn *)dlsym(RTLD_NEXT, name);
    int result = sync(fd);
    nanosleep(&(struct timespec){.tv_nsec = 1000 * 1000}, NULL);
    return result;
}

int fsync(int fd) { return after("fsync", fd); }

int fdatasync(int fd) { return after("fdatasync", fd); }
