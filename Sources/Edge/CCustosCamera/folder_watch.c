#include "custos_folder_watch.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <sys/inotify.h>
#include <unistd.h>

int custos_watch_open(const char *folder, custos_watch *watch) {
  watch->start = watch->end = 0;
  watch->descriptor = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
  if (watch->descriptor < 0) return errno;
  const uint32_t mask =
      IN_CLOSE_WRITE | IN_CREATE | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;
  if (inotify_add_watch(watch->descriptor, folder, mask) >= 0) return 0;
  const int error_number = errno;
  custos_watch_close(watch);
  return error_number;
}

// The next event that is already here; NOTHING when there is none.
static custos_watch_event take(custos_watch *watch, char name[CUSTOS_WATCH_NAME_SIZE]) {
  while (watch->start < watch->end) {
    const struct inotify_event *event = (const void *)(watch->events + watch->start);
    watch->start += sizeof *event + event->len;
    if (event->mask & IN_Q_OVERFLOW) return CUSTOS_WATCH_OVERFLOW;
    if (event->mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED | IN_UNMOUNT))
      return CUSTOS_WATCH_GONE;
    if (event->len == 0 || event->mask & IN_ISDIR) continue;
    snprintf(name, CUSTOS_WATCH_NAME_SIZE, "%s", event->name);
    return event->mask & IN_CREATE ? CUSTOS_WATCH_CREATED : CUSTOS_WATCH_FILE;
  }
  return CUSTOS_WATCH_NOTHING;
}

custos_watch_event custos_watch_next(custos_watch *watch, int timeout_milliseconds,
                                     char name[CUSTOS_WATCH_NAME_SIZE], int *error_number) {
  const custos_watch_event waiting = take(watch, name);
  if (waiting != CUSTOS_WATCH_NOTHING) return waiting;
  struct pollfd file = {.fd = watch->descriptor, .events = POLLIN};
  const int ready = poll(&file, 1, timeout_milliseconds);
  if (ready == 0 || (ready < 0 && errno == EINTR)) return CUSTOS_WATCH_NOTHING;
  const ssize_t got = ready < 0 ? -1 : read(watch->descriptor, watch->events, sizeof watch->events);
  if (got < 0) {
    if (errno == EAGAIN || errno == EINTR) return CUSTOS_WATCH_NOTHING;
    *error_number = errno;
    return CUSTOS_WATCH_FAILED;
  }
  watch->start = 0;
  watch->end = (size_t)got;
  return take(watch, name);
}

void custos_watch_close(custos_watch *watch) {
  if (watch->descriptor >= 0) close(watch->descriptor);
  watch->descriptor = -1;
}
