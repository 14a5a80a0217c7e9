#define _GNU_SOURCE
#include "custos_process.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

int64_t custos_process_id(void) { return getpid(); }

const char *custos_environment(const char *name) { return getenv(name); }

bool custos_is_terminal(int descriptor) { return isatty(descriptor) == 1; }

uint64_t custos_peak_resident_bytes(void) {
  struct rusage usage;
  if (getrusage(RUSAGE_SELF, &usage) != 0) return 0;
  return (uint64_t)usage.ru_maxrss * 1024;
}

bool custos_can_allocate(size_t count) {
  // Volatile, or the compiler would leave out both calls.
  void *volatile memory = malloc(count);
  const bool succeeds = memory != NULL;
  free(memory);
  return succeeds;
}

const char *custos_error_text(int error_number) {
  const char *text = strerrordesc_np(error_number);
  return text != NULL ? text : "unknown error";
}

void custos_buffer_output_by_line(void) { setvbuf(stdout, NULL, _IOLBF, 0); }

void custos_exit(int code) { exit(code); }

void custos_keep_freed_memory(void) {
  mallopt(M_ARENA_MAX, 1);
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 512 << 20);
}
