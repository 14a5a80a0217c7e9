#include "custos_memory.h"

#include <stdint.h>
#include <stdlib.h>

void *custos_allocate_aligned(size_t byte_count) {
  if (byte_count > SIZE_MAX / 2) return NULL;
  return aligned_alloc(64, (byte_count + 63) & ~(size_t)63);
}

void custos_free_aligned(void *memory) { free(memory); }
