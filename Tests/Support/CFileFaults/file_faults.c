#define _GNU_SOURCE
#include "file_faults.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// Descriptors of files that were created for writing, and those of them with bytes not synced.
enum { descriptor_limit = 1024 };
static bool is_output[descriptor_limit];
static bool is_dirty[descriptor_limit];
static unsigned writes[descriptor_limit];
// Whether a file was renamed and its folder not synced since.
static bool folder_is_dirty;
static atomic_long operations;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static long fault_at(void) {
  const char *text = getenv("CUSTOS_FAULT_AT");
  return text != NULL ? atol(text) : 0;
}

static bool is_last(void) { return atomic_fetch_add(&operations, 1) + 1 == fault_at(); }

static void power_cut(void) {
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

static void count(void) {
  if (is_last()) power_cut();
}

static void refuse(const char *what) {
  dprintf(STDERR_FILENO, "CustosFileFaults: %s\n", what);
  _exit(CUSTOS_FAULT_UNSAFE);
}

static bool tracks(int descriptor) {
  return descriptor >= 0 && descriptor < descriptor_limit && is_output[descriptor];
}

static bool is_same_file(int descriptor, const char *path) {
  struct stat open_file, named;
  return fstat(descriptor, &open_file) == 0 && stat(path, &named) == 0 &&
         open_file.st_dev == named.st_dev && open_file.st_ino == named.st_ino;
}

// Bytes that were not synced before the descriptor was closed can never be.
static void check_rename(const char *from) {
  static const char unsynced[] = "a file was renamed before its bytes were synced";
  for (int i = 0; i < descriptor_limit; ++i)
    if (is_output[i] && is_dirty[i] && is_same_file(i, from)) refuse(unsynced);
}

int open(const char *path, int flags, ...) {
  mode_t mode = 0;
  if ((flags & O_CREAT) != 0) {
    va_list arguments;
    va_start(arguments, flags);
    mode = va_arg(arguments, mode_t);
    va_end(arguments);
    if (folder_is_dirty) refuse("a file was begun before the folder of the last one was synced");
    count();
  }
  const int descriptor = REAL(open)(path, flags, mode);
  if (descriptor >= 0 && descriptor < descriptor_limit) {
    is_output[descriptor] = (flags & O_CREAT) != 0;
    is_dirty[descriptor] = false;
    writes[descriptor] = 0;
  }
  return descriptor;
}

ssize_t write(int descriptor, const void *data, size_t size) {
  if (!tracks(descriptor)) return REAL(write)(descriptor, data, size);
  is_dirty[descriptor] = true;
  const unsigned number = ++writes[descriptor];
  if ((number <= 2 || number % 64 == 0) && is_last()) {
    const ssize_t written = REAL(write)(descriptor, data, size / 2);
    (void)written;
    power_cut();
  }
  return REAL(write)(descriptor, data, size);
}

int fsync(int descriptor) {
  count();
  const int result = REAL(fsync)(descriptor);
  struct stat status;
  if (fstat(descriptor, &status) == 0 && S_ISDIR(status.st_mode)) folder_is_dirty = false;
  if (tracks(descriptor)) is_dirty[descriptor] = false;
  return result;
}

int close(int descriptor) {
  if (tracks(descriptor) && is_dirty[descriptor]) refuse("a file was closed with unsynced bytes");
  if (tracks(descriptor)) is_output[descriptor] = false;
  return REAL(close)(descriptor);
}

int rename(const char *from, const char *to) {
  check_rename(from);
  count();
  folder_is_dirty = true;
  return REAL(rename)(from, to);
}

int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags) {
  check_rename(from);
  count();
  folder_is_dirty = true;
  return REAL(renameat2)(from_folder, from, to_folder, to, flags);
}

int unlink(const char *path) {
  count();
  return REAL(unlink)(path);
}

int mkdir(const char *path, mode_t mode) {
  count();
  return REAL(mkdir)(path, mode);
}

FILE *fopen(const char *path, const char *mode) {
  if (mode[0] != 'r') count();
  return REAL(fopen)(path, mode);
}

int fflush(FILE *stream) {
  if (stream != NULL && stream != stdout && stream != stderr) count();
  return REAL(fflush)(stream);
}

__attribute__((destructor)) static void report(void) {
  if (folder_is_dirty) refuse("the program ended before the folder of its last file was synced");
  const char *path = getenv("CUSTOS_FAULT_COUNT");
  if (path == NULL) return;
  FILE *file = REAL(fopen)(path, "w");
  if (file == NULL) return;
  fprintf(file, "%ld\n", atomic_load(&operations));
  fclose(file);
}
