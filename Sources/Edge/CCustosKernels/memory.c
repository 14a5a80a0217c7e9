#include "custos_memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

// Where memory is as large as this, pages of this size are asked for: the weights of one layer take thousands
// of ordinary ones, more than a CPU keeps the addresses of.
static const size_t huge_page = (size_t)2 << 20;

void *custos_allocate_aligned(size_t byte_count) {
  if (byte_count > SIZE_MAX / 2) return NULL;
  const size_t alignment = byte_count < huge_page ? 64 : huge_page;
  const size_t size = (byte_count + 63) & ~(size_t)63;
  void *const memory = aligned_alloc(alignment, (size + alignment - 1) & ~(alignment - 1));
  // Whole pages only, so that no more memory is used than without them. Ordinary pages of memory that was in use
  // before are given back, since large ones take the place of none that are there. Refusal does no harm.
  if (memory != NULL && alignment == huge_page) {
    (void)madvise(memory, size & ~(huge_page - 1), MADV_DONTNEED);
    (void)madvise(memory, size & ~(huge_page - 1), MADV_HUGEPAGE);
  }
  return memory;
}

void custos_free_aligned(void *memory) { free(memory); }
