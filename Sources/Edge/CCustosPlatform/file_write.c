#define _GNU_SOURCE
#include "custos_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int custos_write_descriptor(int descriptor, const void *data, size_t count) {
  const uint8_t *bytes = data;
  while (count > 0) {
    const ssize_t written = write(descriptor, bytes, count);
    if (written < 0) {
      if (errno == EINTR) continue;
      return errno;
    }
    bytes += written;
    count -= (size_t)written;
  }
  return 0;
}

// Opens a new file beside target, named so that listings hide it and parallel writers do not meet.
// O_EXCL with mode 0666 leaves the permissions to the umask, which mkstemp would not.
static int open_temporary(const char *target, char **temporary) {
  static atomic_uint serial;
  const char *slash = strrchr(target, '/');
  const int folder_length = slash != NULL ? (int)(slash - target) + 1 : 0;
  for (int attempt = 0; attempt < 100; ++attempt) {
    if (asprintf(temporary, "%.*s.custos-%ld-%u.tmp", folder_length, target, (long)getpid(),
                 atomic_fetch_add(&serial, 1)) < 0) {
      *temporary = NULL;
      errno = ENOMEM;
      return -1;
    }
    const int descriptor = open(*temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor >= 0) return descriptor;
    const int error_number = errno;
    free(*temporary);
    *temporary = NULL;
    errno = error_number;
    if (error_number != EEXIST) return -1;
  }
  return -1;
}

// A power cut must not lose the new name; file systems that cannot sync a folder are left alone.
static void sync_folder(const char *target) {
  char *folder = strdup(target);
  if (folder == NULL) return;
  char *slash = strrchr(folder, '/');
  if (slash == folder) slash[1] = 0;
  else if (slash != NULL) *slash = 0;
  const int descriptor = open(slash != NULL ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor >= 0) {
    (void)fsync(descriptor);
    close(descriptor);
  }
  free(folder);
}

static int move_into_place(const char *temporary, const char *target, bool replace) {
  if (replace) return rename(temporary, target) == 0 ? 0 : errno;
  if (renameat2(AT_FDCWD, temporary, AT_FDCWD, target, RENAME_NOREPLACE) == 0) return 0;
  if (errno != EINVAL && errno != ENOSYS) return errno;
  // File systems without RENAME_NOREPLACE: a hard link never replaces either.
  if (link(temporary, target) != 0) return errno;
  unlink(temporary);
  return 0;
}

static custos_write_stage write_special(const char *path, const void *data, size_t count,
                                        int *error_number) {
  const int descriptor = open(path, O_WRONLY | O_CLOEXEC);
  if (descriptor < 0) {
    *error_number = errno;
    return CUSTOS_WRITE_CREATE_FAILED;
  }
  *error_number = custos_write_descriptor(descriptor, data, count);
  if (close(descriptor) != 0 && *error_number == 0) *error_number = errno;
  return *error_number == 0 ? CUSTOS_WRITE_DONE : CUSTOS_WRITE_FAILED;
}

static custos_write_stage write_regular(const char *target, const void *data, size_t count,
                                        bool replace, int *error_number) {
  char *temporary = NULL;
  const int descriptor = open_temporary(target, &temporary);
  if (descriptor < 0) {
    *error_number = errno;
    return CUSTOS_WRITE_CREATE_FAILED;
  }
  int result = custos_write_descriptor(descriptor, data, count);
  if (result == 0 && fsync(descriptor) != 0) result = errno;
  if (close(descriptor) != 0 && result == 0) result = errno;
  if (result == 0) result = move_into_place(temporary, target, replace);
  if (result == 0) sync_folder(target);
  else unlink(temporary);
  free(temporary);
  *error_number = result;
  if (result == EEXIST && !replace) return CUSTOS_WRITE_EXISTS;
  return result == 0 ? CUSTOS_WRITE_DONE : CUSTOS_WRITE_FAILED;
}

custos_write_stage custos_write_file_atomically(const char *path, const void *data, size_t count,
                                                bool replace, int *error_number) {
  struct stat status;
  if (stat(path, &status) == 0) {
    if (S_ISDIR(status.st_mode)) {
      *error_number = EISDIR;
      return CUSTOS_WRITE_CREATE_FAILED;
    }
    if (!S_ISREG(status.st_mode)) return write_special(path, data, count, error_number);
    if (!replace) {
      *error_number = EEXIST;
      return CUSTOS_WRITE_EXISTS;
    }
    char *resolved = realpath(path, NULL);
    if (resolved != NULL) {
      const custos_write_stage stage = write_regular(resolved, data, count, replace, error_number);
      free(resolved);
      return stage;
    }
  }
  return write_regular(path, data, count, replace, error_number);
}
