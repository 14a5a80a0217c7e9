#pragma once

#include "float_vectors.h"

#pragma clang fp contract(fast)

// Tiles without gaps that are added to a sum once it is complete, from `newest` back every `step` floats; all
// zero for none.
typedef struct {
  const float *newest;
  size_t count, step;
} custos_tile_addends;

// A tile of a matrix product, `rows` (at most 6, a constant) by 16 columns in twelve registers:
//
//                b0 [8 columns]     b1 [8 columns]
//   a[0]         sum[0][0]          sum[0][1]
//   ...
//   a[5]         sum[5][0]          sum[5][1]
//
// c[i, :] (+)= sum over k of a[i * row_step + k * depth_step] * b[k * b_step, :], then plus the addends.
CUSTOS_INLINE void custos_f32_matrix_tile(size_t rows, const float *a, size_t row_step,
                                          size_t depth_step, const float *b, size_t b_step,
                                          size_t depth, int accumulate, float *c,
                                          size_t c_stride, custos_tile_addends addends) {
  custos_f32x8 sum[6][2];
  const float *a3 = a + 3 * row_step;
#pragma clang loop unroll(full)
  for (size_t i = 0; i < 6; ++i)
    if (i < rows)
      for (size_t half = 0; half < 2; ++half)
        sum[i][half] = accumulate ? *(const custos_f32x8 *)(c + i * c_stride + 8 * half)
                                  : (custos_f32x8){0};
#pragma clang loop unroll_count(2)
  for (size_t k = 0; k < depth; ++k, a += depth_step, a3 += depth_step, b += b_step) {
    const custos_f32x8 b0 = *(const custos_f32x8 *)b;
    const custos_f32x8 b1 = *(const custos_f32x8 *)(b + 8);
#pragma clang loop unroll(full)
    for (size_t i = 0; i < 6; ++i)
      if (i < rows) {
        const float factor = i < 3 ? a[i * row_step] : a3[(i - 3) * row_step];
        sum[i][0] += factor * b0;
        sum[i][1] += factor * b1;
      }
  }
  for (size_t n = 0; n < addends.count; ++n)
#pragma clang loop unroll(full)
    for (size_t i = 0; i < 6; ++i)
      if (i < rows)
        for (size_t half = 0; half < 2; ++half)
          sum[i][half] +=
              *(const custos_f32x8 *)(addends.newest - n * addends.step + 16 * i + 8 * half);
#pragma clang loop unroll(full)
  for (size_t i = 0; i < 6; ++i)
    if (i < rows)
      for (size_t half = 0; half < 2; ++half)
        *(custos_f32x8 *)(c + i * c_stride + 8 * half) = sum[i][half];
}

// A column of tiles: all rows, 16 columns.
CUSTOS_INLINE void custos_f32_matrix_column(size_t rows, const float *a, size_t row_step,
                                            size_t depth_step, const float *b, size_t b_step,
                                            size_t depth, int accumulate, float *c,
                                            size_t c_stride, custos_tile_addends addends) {
  for (; rows >= 6; rows -= 6, a += 6 * row_step, c += 6 * c_stride) {
    custos_f32_matrix_tile(6, a, row_step, depth_step, b, b_step, depth, accumulate, c, c_stride,
                           addends);
    if (addends.count > 0) addends.newest += 6 * 16;
  }
#define CUSTOS_REST(count)                                                                       \
  case count:                                                                                    \
    custos_f32_matrix_tile(count, a, row_step, depth_step, b, b_step, depth, accumulate, c,      \
                           c_stride, addends);                                                   \
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
