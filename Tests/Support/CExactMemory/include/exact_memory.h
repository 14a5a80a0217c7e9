#pragma once
#include <stddef.h>

// Reserves byte_count zeros that end where a page begins which nobody may touch: reading or writing
// behind them ends the program at once, emulated or not. The start is as aligned as byte_count is.
// Ends the program when there is no memory left.
void *exact_memory_reserve(size_t byte_count);

// Gives back memory of exact_memory_reserve.
void exact_memory_release(void *memory, size_t byte_count);
