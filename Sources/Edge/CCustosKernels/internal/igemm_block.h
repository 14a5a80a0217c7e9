#pragma once
#include <stddef.h>

// Channels of the packed block that comes next when `left` (> 0) channels are to go: nr of them, and
// for the last ones less, in steps of ns. A full block that would leave a last one of ns channels is
// shared with it instead: 32 channels with nr = 24, ns = 8 are two blocks of 16, since narrow blocks
// load more for a product.
static inline size_t custos_igemm_block_width(size_t left, size_t nr, size_t ns) {
  const size_t rounded = (left + ns - 1) / ns * ns;
  if (rounded == nr + ns) return (rounded / ns + 1) / 2 * ns;
  return rounded < nr ? rounded : nr;
}
