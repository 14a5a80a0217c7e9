#include "allocation_counter.h"

#include <errno.h>

static _Thread_local size_t allocation_count;

size_t allocation_count_of_this_thread(void) { return allocation_count; }

#if defined(__GLIBC__) && !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer)

bool allocation_counter_is_available(void) { return true; }

// The program's malloc takes the place of the C library's, which glibc offers under these names.
void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);
void *__libc_memalign(size_t, size_t);

void *malloc(size_t size) {
  ++allocation_count;
  return __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
  ++allocation_count;
  return __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size) {
  ++allocation_count;
  return __libc_realloc(memory, size);
}

void *memalign(size_t alignment, size_t size) {
  ++allocation_count;
  return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  ++allocation_count;
  return __libc_memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
  ++allocation_count;
  *memory = __libc_memalign(alignment, size);
  return *memory == NULL ? ENOMEM : 0;
}

#else

bool allocation_counter_is_available(void) { return false; }

#endif
