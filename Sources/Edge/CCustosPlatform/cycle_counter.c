#define _GNU_SOURCE
#include "custos_cycle_counter.h"

#include <linux/perf_event.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

int custos_open_cycle_counter(void) {
  struct perf_event_attr event;
  memset(&event, 0, sizeof event);
  event.size = sizeof event;
  event.type = PERF_TYPE_HARDWARE;
  event.config = PERF_COUNT_HW_CPU_CYCLES;
  event.inherit = 1;
  // Counters that take turns give estimates; a pinned one counts all the time or says that it cannot.
  event.pinned = 1;
  // Ordinary users may not count the kernel's cycles.
  event.exclude_kernel = 1;
  event.exclude_hv = 1;
  const int this_thread = 0, any_cpu = -1, no_group = -1;
  return (int)syscall(SYS_perf_event_open, &event, this_thread, any_cpu, no_group,
                      PERF_FLAG_FD_CLOEXEC);
}

bool custos_read_cycle_counter(int descriptor, uint64_t *cycles) {
  return read(descriptor, cycles, sizeof *cycles) == (ssize_t)sizeof *cycles;
}

void custos_close_cycle_counter(int descriptor) { close(descriptor); }
