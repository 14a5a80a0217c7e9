#define _GNU_SOURCE
#include "custos_device.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

static int open_device(void *context, const char *path, int *descriptor) {
  (void)context;
  *descriptor = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
  return *descriptor < 0 ? errno : 0;
}

static int control(void *context, int descriptor, unsigned long request, void *argument) {
  (void)context;
  for (;;) {
    if (ioctl(descriptor, request, argument) >= 0) return 0;
    if (errno != EINTR) return errno;
  }
}

static int map(void *context, int descriptor, size_t length, int64_t offset, void **address) {
  (void)context;
  *address = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, (off_t)offset);
  return *address == MAP_FAILED ? errno : 0;
}

static void unmap(void *context, void *address, size_t length) {
  (void)context;
  munmap(address, length);
}

static int wait_for_picture(void *context, int descriptor, int timeout_milliseconds) {
  (void)context;
  struct pollfd file = {.fd = descriptor, .events = POLLIN};
  const int ready = poll(&file, 1, timeout_milliseconds);
  if (ready < 0) return errno == EINTR ? ETIMEDOUT : errno;
  if (ready == 0) return ETIMEDOUT;
  return file.revents & POLLIN ? 0 : ENODEV;
}

static void close_device(void *context, int descriptor) {
  (void)context;
  close(descriptor);
}

static const custos_device_calls system_calls = {
    .open = open_device,
    .control = control,
    .map = map,
    .unmap = unmap,
    .wait = wait_for_picture,
    .close = close_device,
};

const custos_device_calls *custos_system_device_calls(void) { return &system_calls; }
