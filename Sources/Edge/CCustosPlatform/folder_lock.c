#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "custos_file.h"

int custos_lock_folder(const char *folder, int *descriptor) {
  *descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (*descriptor < 0) return errno;
  if (flock(*descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) return 0;
  close(*descriptor);
  *descriptor = -1;
  return EWOULDBLOCK;
}

void custos_unlock_folder(int descriptor) { close(descriptor); }
