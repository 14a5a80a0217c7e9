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

// Counts apart, from now on, what the library that holds this function asks for itself. False where no
// library holds it, or where it is part of this program, so that the two cannot be told apart.
bool allocation_counter_set_apart(const char *function);

// Number of that library's calls by threads that count, and the bytes that they asked for.
size_t allocation_count_apart(void);
size_t allocation_bytes_apart(void);
