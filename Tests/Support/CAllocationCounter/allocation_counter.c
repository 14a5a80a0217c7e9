#define _GNU_SOURCE
#include "allocation_counter.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/prctl.h>

static const char counted_name[16] = "custos-counted";
static atomic_size_t total, total_bytes;
// Start in memory of the library that is counted apart, and what it has asked for.
static const void *_Atomic apart;
static atomic_size_t apart_total, apart_bytes;
// There is one counter for all tests.
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static _Thread_local enum { unknown = 0, counted, ignored } this_thread;
static _Thread_local char previous_name[16];

void allocation_counter_enter(void) {
  pthread_mutex_lock(&turn);
  prctl(PR_GET_NAME, previous_name);
  prctl(PR_SET_NAME, counted_name);
  this_thread = counted;
}

void allocation_counter_leave(void) {
  prctl(PR_SET_NAME, previous_name);
  this_thread = ignored;
  pthread_mutex_unlock(&turn);
}

size_t allocation_count(void) { return atomic_load(&total); }

size_t allocation_bytes(void) { return atomic_load(&total_bytes); }

size_t allocation_count_apart(void) { return atomic_load(&apart_total); }

size_t allocation_bytes_apart(void) { return atomic_load(&apart_bytes); }

// The start in memory of the library or program that holds an address.
static const void *library_of(const void *address) {
  Dl_info found;
  return dladdr(address, &found) != 0 ? found.dli_fbase : NULL;
}

bool allocation_counter_set_apart(const char *function) {
  const void *address = dlsym(RTLD_DEFAULT, function);
  const void *library = address == NULL ? NULL : library_of(address);
  if (library == NULL || library == library_of((const void *)&allocation_count)) return false;
  atomic_store(&apart, library);
  return true;
}

#if defined(__GLIBC__) && !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer)

bool allocation_counter_is_available(void) { return true; }

// The program's malloc takes the place of the C library's, which glibc offers under these names.
void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);
void *__libc_memalign(size_t, size_t);

// `caller` is where the allocation's caller goes on.
static void count_allocation(size_t size, const void *caller) {
  if (this_thread == unknown) {
    char name[16] = "";
    prctl(PR_GET_NAME, name);
    this_thread = strcmp(name, counted_name) == 0 ? counted : ignored;
  }
  if (this_thread != counted) return;
  const void *library = atomic_load(&apart);
  if (library != NULL && library == library_of(caller)) {
    atomic_fetch_add(&apart_total, 1);
    atomic_fetch_add(&apart_bytes, size);
    return;
  }
  atomic_fetch_add(&total, 1);
  atomic_fetch_add(&total_bytes, size);
}

void *malloc(size_t size) {
  count_allocation(size, __builtin_return_address(0));
  return __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
  count_allocation(count * size, __builtin_return_address(0));
  return __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size) {
  count_allocation(size, __builtin_return_address(0));
  return __libc_realloc(memory, size);
}

void *memalign(size_t alignment, size_t size) {
  count_allocation(size, __builtin_return_address(0));
  return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  count_allocation(size, __builtin_return_address(0));
  return __libc_memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
  count_allocation(size, __builtin_return_address(0));
  *memory = __libc_memalign(alignment, size);
  return *memory == NULL ? ENOMEM : 0;
}

#else

bool allocation_counter_is_available(void) { return false; }

#endif
