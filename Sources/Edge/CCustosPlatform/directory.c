#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "custos_file.h"

custos_file_kind custos_kind_of_file(const char *path) {
  struct stat status;
  if (stat(path, &status) != 0)
    return errno == ENOENT || errno == ENOTDIR ? CUSTOS_FILE_MISSING : CUSTOS_FILE_OTHER;
  if (S_ISREG(status.st_mode)) return CUSTOS_FILE_REGULAR;
  return S_ISDIR(status.st_mode) ? CUSTOS_FILE_DIRECTORY : CUSTOS_FILE_OTHER;
}

int64_t custos_file_size(const char *path) {
  struct stat status;
  return stat(path, &status) == 0 && S_ISREG(status.st_mode) ? (int64_t)status.st_size : -1;
}

long custos_link_target(const char *path, char *target, size_t capacity) {
  return readlink(path, target, capacity);
}

bool custos_is_hard_link(const char *path) {
  struct stat status;
  return lstat(path, &status) == 0 && S_ISREG(status.st_mode) && status.st_nlink > 1;
}

int custos_list_directory(const char *path, void (*visit)(void *context, const char *name),
                          void *context) {
  DIR *directory = opendir(path);
  if (directory == NULL) return errno;
  for (;;) {
    errno = 0;
    const struct dirent *entry = readdir(directory);
    if (entry == NULL) break;
    if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
      visit(context, entry->d_name);
  }
  const int error_number = errno;
  closedir(directory);
  return error_number;
}

static int create_one(const char *path) {
  if (mkdir(path, 0777) == 0) return 0;
  const int error_number = errno;
  if (error_number == EEXIST && custos_kind_of_file(path) == CUSTOS_FILE_DIRECTORY) return 0;
  return error_number == EEXIST ? ENOTDIR : error_number;
}

int custos_create_directories(const char *path) {
  char *prefix = strdup(path);
  if (prefix == NULL) return ENOMEM;
  int error_number = 0;
  for (char *cursor = prefix + 1; prefix[0] != 0 && *cursor != 0 && error_number == 0; ++cursor) {
    if (*cursor != '/') continue;
    *cursor = 0;
    // An unreadable or read-only parent that exists already is no obstacle by itself.
    if (custos_kind_of_file(prefix) != CUSTOS_FILE_DIRECTORY) error_number = create_one(prefix);
    *cursor = '/';
  }
  if (error_number == 0 && custos_kind_of_file(prefix) != CUSTOS_FILE_DIRECTORY)
    error_number = create_one(prefix);
  free(prefix);
  return error_number;
}

int custos_remove_file(const char *path) { return unlink(path) == 0 ? 0 : errno; }

int custos_flush_filesystem(const char *folder) {
  const int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return errno;
  const int error_number = syncfs(descriptor) == 0 ? 0 : errno;
  close(descriptor);
  return error_number;
}
