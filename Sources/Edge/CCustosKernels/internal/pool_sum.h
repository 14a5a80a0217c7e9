#pragma once
#include "custos_vector_kernels.h"

// Channels that the pooling kernels keep in registers.
enum { custos_pool_block = 16 };

// sums[i] = sum over the window of channel c + i, i < count <= custos_pool_block. The full block
// has a loop of its own so that the compiler can keep it in vector registers.
static inline void custos_pool_sum(const struct custos_pool_window *window, const int8_t *in,
                                   size_t c, size_t count, int32_t *sums) {
  for (size_t i = 0; i < custos_pool_block; ++i) sums[i] = 0;
  for (size_t y = 0; y < window->rows; ++y) {
    const int8_t *row = in + (ptrdiff_t)y * window->row_stride + c;
    for (size_t x = 0; x < window->columns; ++x, row += window->pixel_stride) {
      if (count == custos_pool_block) {
        for (size_t i = 0; i < custos_pool_block; ++i) sums[i] += row[i];
      } else {
        for (size_t i = 0; i < count; ++i) sums[i] += row[i];
      }
    }
  }
}
