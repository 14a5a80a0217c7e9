#pragma once

#include "matrix_tile.h"

#pragma clang fp contract(fast)

// The tile of matrix_tile.h for CPUs with AVX-512: `rows` (at most 6) by one or two panels of 16 columns,
// `panel_step` apart. Every element is the same chain of fused products and sums, so that the bits are the
// same as with AVX2 and FMA.
#if defined(__x86_64__)
#define CUSTOS_WIDE_TILES 1
#define CUSTOS_WIDE __attribute__((target("avx512f")))

// Rows of b that stay in the first-level cache: 32 columns of 128 rows take 16 KB.
enum { custos_wide_depth = 128 };

static inline int custos_has_wide_tiles(void) {
  return __builtin_cpu_supports("avx512f");
}

// Sixteen floats, at any address.
typedef float custos_f32x16 __attribute__((vector_size(64), aligned(4), may_alias));

CUSTOS_WIDE CUSTOS_INLINE void custos_f32_wide_tile(size_t rows, size_t panels, const float *a,
                                                    size_t row_step, size_t depth_step,
                                                    const float *b, size_t b_step,
                                                    size_t panel_step, size_t depth,
                                                    int accumulate, float *c, size_t c_stride,
                                                    custos_tile_addends addends) {
  custos_f32x16 sum[6][2];
  const float *a3 = a + 3 * row_step;
#pragma clang loop unroll(full)
  for (size_t i = 0; i < 6; ++i)
#pragma clang loop unroll(full)
    for (size_t p = 0; p < 2; ++p)
      if (i < rows && p < panels)
        sum[i][p] = accumulate ? *(const custos_f32x16 *)(c + i * c_stride + 16 * p)
                               : (custos_f32x16){0};
#pragma clang loop unroll_count(2)
  for (size_t k = 0; k < depth; ++k, a += depth_step, a3 += depth_step, b += b_step) {
    const custos_f32x16 b0 = *(const custos_f32x16 *)b;
    const custos_f32x16 b1 = panels > 1 ? *(const custos_f32x16 *)(b + panel_step) : b0;
#pragma clang loop unroll(full)
    for (size_t i = 0; i < 6; ++i)
      if (i < rows) {
        const float factor = i < 3 ? a[i * row_step] : a3[(i - 3) * row_step];
        sum[i][0] += factor * b0;
        if (panels > 1) sum[i][1] += factor * b1;
      }
  }
  for (size_t n = 0; n < addends.count; ++n)
#pragma clang loop unroll(full)
    for (size_t i = 0; i < 6; ++i)
#pragma clang loop unroll(full)
      for (size_t p = 0; p < 2; ++p)
        if (i < rows && p < panels)
          sum[i][p] += *(const custos_f32x16 *)(addends.newest - n * addends.step +
                                                16 * (panels * i + p));
#pragma clang loop unroll(full)
  for (size_t i = 0; i < 6; ++i)
#pragma clang loop unroll(full)
    for (size_t p = 0; p < 2; ++p)
      if (i < rows && p < panels) *(custos_f32x16 *)(c + i * c_stride + 16 * p) = sum[i][p];
}

// A column of tiles: all rows, one or two panels.
CUSTOS_WIDE CUSTOS_INLINE void custos_f32_wide_column(size_t rows, size_t panels, const float *a,
                                                      size_t row_step, size_t depth_step,
                                                      const float *b, size_t b_step,
                                                      size_t panel_step, size_t depth,
                                                      int accumulate, float *c, size_t c_stride,
                                                      custos_tile_addends addends) {
  for (; rows >= 6; rows -= 6, a += 6 * row_step, c += 6 * c_stride) {
    custos_f32_wide_tile(6, panels, a, row_step, depth_step, b, b_step, panel_step, depth,
                         accumulate, c, c_stride, addends);
    if (addends.count > 0) addends.newest += 6 * 16 * panels;
  }
#define CUSTOS_REST(count)                                                                       \
  case count:                                                                                    \
    custos_f32_wide_tile(count, panels, a, row_step, depth_step, b, b_step, panel_step, depth,   \
                         accumulate, c, c_stride, addends);                                      \
    break;
  switch (rows) {
    CUSTOS_REST(5)
    CUSTOS_REST(4)
    CUSTOS_REST(3)
    CUSTOS_REST(2)
    CUSTOS_REST(1)
    default: break;
  }
#undef CUSTOS_REST
}
#endif
