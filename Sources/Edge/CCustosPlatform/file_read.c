#define _GNU_SOURCE
#include "custos_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

void custos_bytes_free(custos_bytes bytes) { free(bytes.data); }

static int read_all(int descriptor, size_t expected_count, custos_bytes *bytes) {
  // One byte more than expected, so that a file of that size needs no second allocation.
  size_t capacity = expected_count + 1 > 65536 ? expected_count + 1 : 65536;
  size_t count = 0;
  uint8_t *data = malloc(capacity);
  if (data == NULL) return ENOMEM;
  for (;;) {
    if (count == capacity) {
      if (capacity > SIZE_MAX / 2) {
        free(data);
        return EFBIG;
      }
      capacity *= 2;
      uint8_t *larger = realloc(data, capacity);
      if (larger == NULL) {
        free(data);
        return ENOMEM;
      }
      data = larger;
    }
    const ssize_t got = read(descriptor, data + count, capacity - count);
    if (got < 0) {
      if (errno == EINTR) continue;
      const int error_number = errno;
      free(data);
      return error_number;
    }
    if (got == 0) break;
    count += (size_t)got;
  }
  bytes->data = data;
  bytes->count = count;
  return 0;
}

int custos_read_descriptor(int descriptor, custos_bytes *bytes) {
  return read_all(descriptor, 0, bytes);
}

int custos_read_file(const char *path, custos_bytes *bytes) {
  const int descriptor = open(path, O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return errno;
  struct stat status;
  int error_number = fstat(descriptor, &status) == 0 ? 0 : errno;
  if (error_number == 0) {
    const size_t expected = S_ISREG(status.st_mode) && status.st_size > 0 ? (size_t)status.st_size : 0;
    error_number = read_all(descriptor, expected, bytes);
  }
  close(descriptor);
  return error_number;
}

int custos_map_file(const char *path, const void **data, size_t *count) {
  const int descriptor = open(path, O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return errno;
  struct stat status;
  int error_number = fstat(descriptor, &status) == 0 ? 0 : errno;
  if (error_number == 0 && S_ISDIR(status.st_mode)) error_number = EISDIR;
  if (error_number == 0 && !S_ISREG(status.st_mode)) error_number = ENODEV;
  if (error_number == 0) {
    *data = NULL;
    *count = (size_t)status.st_size;
    if (status.st_size > 0) {
      void *address = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, descriptor, 0);
      if (address == MAP_FAILED) error_number = errno;
      else *data = address;
    }
  }
  close(descriptor);
  return error_number;
}

void custos_unmap_file(const void *data, size_t count) {
  if (data != NULL) munmap((void *)data, count);
}
