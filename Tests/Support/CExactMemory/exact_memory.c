#define _GNU_SOURCE
#include "exact_memory.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static size_t page_size(void) { return (size_t)sysconf(_SC_PAGESIZE); }

// Bytes of the whole pages that hold byte_count.
static size_t rounded(size_t byte_count) {
  const size_t page = page_size();
  return (byte_count + page - 1) / page * page;
}

void *exact_memory_reserve(size_t byte_count) {
  const size_t usable = rounded(byte_count);
  char *pages = mmap(NULL, usable + page_size(), PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED || mprotect(pages + usable, page_size(), PROT_NONE) != 0) abort();
  return pages + usable - byte_count;
}

void exact_memory_release(void *memory, size_t byte_count) {
  const size_t usable = rounded(byte_count);
  munmap((char *)memory + byte_count - usable, usable + page_size());
}
