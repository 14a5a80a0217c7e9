#pragma once
#include <stddef.h>

// average += share * (w - average).
static inline __attribute__((always_inline)) void custos_block_follow(float *restrict average,
                                                                      const float *restrict w,
                                                                      float share, size_t count) {
  for (size_t i = 0; i < count; ++i) average[i] += share * (w[i] - average[i]);
}
