/*
 * Loaded before the C library: every fsync and fdatasync of the process takes SLOW_SYNC_MICROSECONDS longer,
 * as on a disk that is slow to confirm. At its end the process writes how many there were into SLOW_SYNC_COUNT.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static atomic_long syncs;

static int slow(const char *name, int fd) {
  const char *delay = getenv("SLOW_SYNC_MICROSECONDS");
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
  atomic_fetch_add(&syncs, 1);
  if (delay != NULL) usleep((useconds_t)atol(delay));
  return real(fd);
}

int fsync(int fd) { return slow("fsync", fd); }
int fdatasync(int fd) { return slow("fdatasync", fd); }

__attribute__((destructor)) static void count(void) {
  const char *path = getenv("SLOW_SYNC_COUNT");
  FILE *file = path == NULL ? NULL : fopen(path, "w");
  if (file == NULL) return;
  fprintf(file, "%ld\n", atomic_load(&syncs));
  fclose(file);
}
