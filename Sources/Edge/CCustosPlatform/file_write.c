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

static custos_write_stage open_regular(char *target, custos_output_file *file, int *error_number) {
  file->target = target;
  if (target == NULL) {
    *error_number = ENOMEM;
    return CUSTOS_WRITE_CREATE_FAILED;
  }
  file->descriptor = open_temporary(target, &file->temporary);
  if (file->descriptor >= 0) return CUSTOS_WRITE_DONE;
  *error_number = errno;
  free(target);
  file->target = NULL;
  return CUSTOS_WRITE_CREATE_FAILED;
}

custos_write_stage custos_output_open(const char *path, bool replace, custos_output_file *file,
                                      int *error_number) {
  *file = (custos_output_file){.descriptor = -1, .replace = replace};
  struct stat status;
  if (stat(path, &status) != 0) return open_regular(strdup(path), file, error_number);
  if (S_ISDIR(status.st_mode)) {
    *error_number = EISDIR;
    return CUSTOS_WRITE_CREATE_FAILED;
  }
  if (!S_ISREG(status.st_mode)) {
    file->descriptor = open(path, O_WRONLY | O_CLOEXEC);
    *error_number = errno;
    return file->descriptor >= 0 ? CUSTOS_WRITE_DONE : CUSTOS_WRITE_CREATE_FAILED;
  }
  if (!replace) {
    *error_number = EEXIST;
    return CUSTOS_WRITE_EXISTS;
  }
  char *resolved = realpath(path, NULL);
  return open_regular(resolved != NULL ? resolved : strdup(path), file, error_number);
}

int custos_output_append(custos_output_file *file, const void *data, size_t count) {
  return custos_write_descriptor(file->descriptor, data, count);
}

custos_write_stage custos_output_finish(custos_output_file *file, int *error_number) {
  int result = 0;
  if (file->temporary != NULL && fsync(file->descriptor) != 0) result = errno;
  if (close(file->descriptor) != 0 && result == 0) result = errno;
  file->descriptor = -1;
  if (file->temporary != NULL) {
    if (result == 0) result = move_into_place(file->temporary, file->target, file->replace);
    if (result == 0) {
      sync_folder(file->target);
      free(file->temporary);
      file->temporary = NULL;
    }
  }
  custos_output_abandon(file);
  *error_number = result;
  if (result == EEXIST && !file->replace) return CUSTOS_WRITE_EXISTS;
  return result == 0 ? CUSTOS_WRITE_DONE : CUSTOS_WRITE_FAILED;
}

void custos_output_abandon(custos_output_file *file) {
  if (file->descriptor >= 0) close(file->descriptor);
  if (file->temporary != NULL) unlink(file->temporary);
  free(file->temporary);
  free(file->target);
  file->descriptor = -1;
  file->temporary = NULL;
  file->target = NULL;
}
