#include "custos_stream.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

static int read_available(int descriptor, uint8_t *data, size_t capacity, size_t *count) {
  for (;;) {
    const ssize_t got = read(descriptor, data, capacity);
    if (got >= 0) {
      *count = (size_t)got;
      return 0;
    }
    if (errno == EINTR) continue;
    return errno == EAGAIN ? ETIMEDOUT : errno;
  }
}

int custos_stream_read(int descriptor, uint8_t *data, size_t capacity, size_t *count, int aside,
                       uint8_t *aside_data, size_t aside_capacity, size_t *aside_count,
                       int timeout_milliseconds) {
  *count = 0;
  *aside_count = 0;
  struct pollfd files[2] = {{.fd = descriptor, .events = POLLIN}, {.fd = aside, .events = POLLIN}};
  const int ready = poll(files, 2, timeout_milliseconds);
  if (ready < 0) return errno == EINTR ? ETIMEDOUT : errno;
  if (aside >= 0 && files[1].revents != 0 &&
      read_available(aside, aside_data, aside_capacity, aside_count) != 0)
    *aside_count = 0;
  if (files[0].revents == 0) return ETIMEDOUT;
  return read_available(descriptor, data, capacity, count);
}
