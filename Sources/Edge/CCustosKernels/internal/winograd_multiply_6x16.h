#pragma once
#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#include "winograd_positions.h"
#include "winograd_preconditions.h"

// The body of a multiply function in registers of 256 bits. The including file defines CUSTOS_TARGET, the
// attributes of its functions, and CUSTOS_ADD_PAIRS(sum, tile, weights), which adds the products of 8 pairs
// of int16 to 8 sums.

enum { mr = 6, nr = 16 };

// Weights to bring closer while others are used: `step` bytes every 4 input channels, from `next` on; a step
// of 0 for none.
struct custos_fetch {
  const char *next;
  size_t step;
};

// Up to 6 tiles by 16 output channels, 2 input channels a step:
//
//                      vb0: channels 0-7, 2 each   vb1: channels 8-15
//   va (tile i, 2 k)   vacc[i][0]                  vacc[i][1]
//
// 12 accumulators, 2 weights, 1 broadcast, and maybe 1 product.
CUSTOS_TARGET __attribute__((always_inline)) static inline void custos_multiply_rows(
    const size_t count, size_t channels, const int16_t *a, size_t a_stride, const int16_t *b,
    const int32_t *start, size_t start_stride, int32_t *m, struct custos_fetch fetch) {
  __m256i vacc[mr][2];
#pragma clang loop unroll(full)
  for (size_t i = 0; i < count; ++i) {
    const __m256i *const from = (const __m256i *)(start + i * start_stride);
    vacc[i][0] = _mm256_loadu_si256(from);
    vacc[i][1] = _mm256_loadu_si256(from + 1);
  }
  for (size_t k0 = 0; k0 < channels; k0 += 4, fetch.next += fetch.step) {
    if (fetch.step > 0) __builtin_prefetch(fetch.next);
#pragma clang loop unroll(full)
    for (size_t k = k0; k < k0 + 4; k += 2, b += 2 * nr) {
      const __m256i vb0 = _mm256_loadu_si256((const __m256i *)b);
      const __m256i vb1 = _mm256_loadu_si256((const __m256i *)(b + nr));
#pragma clang loop unroll(full)
      for (size_t i = 0; i < count; ++i) {
        int32_t pair;
        memcpy(&pair, a + i * a_stride + k, sizeof pair);
        const __m256i va = _mm256_set1_epi32(pair);
        vacc[i][0] = CUSTOS_ADD_PAIRS(vacc[i][0], va, vb0);
        vacc[i][1] = CUSTOS_ADD_PAIRS(vacc[i][1], va, vb1);
      }
    }
  }
#pragma clang loop unroll(full)
  for (size_t i = 0; i < count; ++i) {
    _mm256_storeu_si256((__m256i *)(m + i * nr), vacc[i][0]);
    _mm256_storeu_si256((__m256i *)(m + i * nr + 8), vacc[i][1]);
  }
}

// All positions of a row. With `fetches` the weights of a position come closer while those of the position
// before are used, an equal part beside each group of tiles: left to the first group, they would arrive
// late.
CUSTOS_TARGET __attribute__((always_inline)) static inline void custos_multiply_positions(
    const int fetches, size_t row, const struct custos_winograd_tiles *tiles, size_t channels,
    const int16_t *v, size_t tile_stride, size_t position_stride, const int16_t *u,
    const int32_t *bias, int32_t *m) {
  const size_t bytes = channels * nr * sizeof *u;
  for (size_t x = 0; x < custos_winograd_side; ++x, u += channels * nr) {
    const struct custos_winograd_position position =
        custos_winograd_position(tiles, row, x, bias, m);
    const size_t p = row * custos_winograd_side + x, step = position.start_stride;
    const int16_t *a = v + p * position_stride + position.first * tile_stride;
    const int32_t *start = position.start;
    int32_t *to = m + p * tiles->product_stride + position.first * nr;
    size_t left = position.end - position.first;
    struct custos_fetch fetch = {(const char *)u + bytes, 0};
    size_t part = 0;
    if (fetches && left > 0) {
      part = bytes / ((left + mr - 1) / mr);
      fetch.step = part / (channels / 4);
    }
#define CUSTOS_ROWS(n) custos_multiply_rows(n, channels, a, tile_stride, u, start, step, to, fetch)
    for (; left >= mr; left -= mr, a += mr * tile_stride, start += mr * step, to += mr * nr) {
      CUSTOS_ROWS(mr);
      fetch.next += part;
    }
    switch (left) {
      case 5: CUSTOS_ROWS(5); break;
      case 4: CUSTOS_ROWS(4); break;
      case 3: CUSTOS_ROWS(3); break;
      case 2: CUSTOS_ROWS(2); break;
      case 1: CUSTOS_ROWS(1); break;
      default: break;
    }
#undef CUSTOS_ROWS
  }
}

// One row of positions; see custos_winograd_multiply_function.
CUSTOS_TARGET __attribute__((always_inline)) static inline void custos_winograd_multiply_6x16(
    size_t row, const struct custos_winograd_tiles *tiles, size_t channels, const int16_t *v,
    size_t tile_stride, size_t position_stride, const int16_t *u, const int32_t *bias,
    int32_t *m) {
  if (channels >= custos_winograd_fetch_channels)
    custos_multiply_positions(1, row, tiles, channels, v, tile_stride, position_stride, u, bias, m);
  else
    custos_multiply_positions(0, row, tiles, channels, v, tile_stride, position_stride, u, bias, m);
}
#endif
