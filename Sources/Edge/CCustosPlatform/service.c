#define _GNU_SOURCE
#include "custos_service.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

int custos_service_open(int *descriptor) {
  *descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (*descriptor < 0) return errno;
  const struct timeval patience = {.tv_sec = 1};
  if (setsockopt(*descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience) == 0) return 0;
  const int error_number = errno;
  close(*descriptor);
  *descriptor = -1;
  return error_number;
}

int custos_service_send(int descriptor, const char *name, const void *data, size_t count) {
  if (name[0] != '/' && name[0] != '@') return EPROTONOSUPPORT;
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  const size_t length = strlen(name);
  if (length >= sizeof address.sun_path) return ENAMETOOLONG;
  memcpy(address.sun_path, name, length);
  // A zero byte in front makes a name abstract; its end is given by the length alone.
  if (name[0] == '@') address.sun_path[0] = 0;
  const socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
  for (;;) {
    const ssize_t sent = sendto(descriptor, data, count, MSG_NOSIGNAL,
                                (const struct sockaddr *)&address, size);
    if (sent >= 0) return 0;
    if (errno != EINTR) return errno;
  }
}

void custos_service_close(int descriptor) { close(descriptor); }
