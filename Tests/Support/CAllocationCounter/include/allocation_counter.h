#pragma once
#include <stdbool.h>
#include <stddef.h>

// Whether allocations are counted: not where a sanitizer brings its own malloc.
bool allocation_counter_is_available(void);

// Counts the allocations of the calling thread, and of the threads that it starts, until
// allocation_counter_leave. They are told from the threads of other tests by their name, which a
// new thread takes over from the one that starts it. Waits until no other test counts.
void allocation_counter_enter(void);

// Ends counting for the calling thread; threads that it has started still count.
void allocation_counter_leave(void);

// Number of calls of malloc, calloc, realloc and their aligned kin by all threads that count.
size_t allocation_count(void);

// The bytes that they asked for.
size_t allocation_bytes(void);
