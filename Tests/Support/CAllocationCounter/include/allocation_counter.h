#pragma once
#include <stdbool.h>
#include <stddef.h>

// Whether allocations are counted: not where a sanitizer brings its own malloc.
bool allocation_counter_is_available(void);

// Number of calls of malloc, calloc, realloc and their aligned kin by this thread.
size_t allocation_count_of_this_thread(void);
