#pragma once
#include <stddef.h>

// The sum of x^2: sixteen lanes in float over short blocks, then double.
static inline __attribute__((always_inline)) double custos_block_sum_squares(const float *x,
                                                                             size_t count) {
  float lanes[16] = {0};
  size_t i = 0;
  for (; i + 16 <= count; i += 16)
    for (size_t l = 0; l < 16; ++l) lanes[l] += x[i + l] * x[i + l];
  double total = 0;
  for (size_t l = 0; l < 16; ++l) total += (double)lanes[l];
  for (; i < count; ++i) total += (double)x[i] * (double)x[i];
  return total;
}

// Elements between two additions to the double; the block stays in the first-level cache.
#define CUSTOS_OPTIMIZER_BLOCK 1024
