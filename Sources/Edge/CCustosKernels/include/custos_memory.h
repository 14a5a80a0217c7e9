#pragma once
#include <stddef.h>

// Reserves at least byte_count bytes, 64-byte aligned; NULL when there is no memory left.
void *custos_allocate_aligned(size_t byte_count);

// Frees memory of custos_allocate_aligned.
void custos_free_aligned(void *memory);
