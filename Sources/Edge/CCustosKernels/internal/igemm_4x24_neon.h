#pragma once
#if defined(__aarch64__)
#include <arm_neon.h>
#include <string.h>

#include "custos_igemm.h"
#include "igemm_block.h"
#include "requantize_neon.h"

// What the matrix kernels with tiles of 4 pixels by 24 channels have in common: they differ in how a tile's
// sums are formed. Everything is unrolled for a constant number of rows (pixels) and groups of 4
// channels: fewer pixels and the last blocks of 16 or 8 channels have code of their own.
enum { mr = 4, nr = 24, ns = 8, most_groups = nr / 4 };

#define CUSTOS_EACH(i, count) _Pragma("clang loop unroll(full)") for (size_t i = 0; i < (count); ++i)

// What all tiles of a call have in common.
struct custos_runs {
  size_t count;
  size_t length;
  // Bytes from the end of a run to the next one.
  ptrdiff_t gap;
  // NULL where the sums themselves are wanted.
  const struct custos_clamp_neon *clamp;
};

// Computes `rows` pixels by `4 * groups` channels of the packed block w and writes them from element `offset`
// on. Rows and groups are constants where it is called.
typedef void custos_tile_neon(size_t rows, size_t groups, const struct custos_runs *runs,
                              const int8_t *const *in, const int8_t *w, void *const *out,
                              size_t offset);

// Writes `4 * groups` outputs of every row from element `offset` on: sums where there is no clamp.
__attribute__((always_inline)) static inline void custos_store_tile(
    size_t rows, size_t groups, int32x4_t vacc[mr][most_groups], const float *multipliers,
    void *const *out, size_t offset, const struct custos_clamp_neon *clamp) {
  if (clamp == NULL) {
    CUSTOS_EACH(i, rows)
    CUSTOS_EACH(g, groups) vst1q_s32((int32_t *)out[i] + offset + 4 * g, vacc[i][g]);
    return;
  }
  int16x8_t vq[mr][most_groups / 2];
  CUSTOS_EACH(h, groups / 2) {
    const float32x4_t vlow = vld1q_f32(multipliers + 8 * h);
    const float32x4_t vhigh = vld1q_f32(multipliers + 8 * h + 4);
    CUSTOS_EACH(i, rows)
    vq[i][h] = custos_rounded_neon(custos_scaled_neon(vacc[i][2 * h], vlow),
                                   custos_scaled_neon(vacc[i][2 * h + 1], vhigh), clamp);
  }
  CUSTOS_EACH(i, groups >= 4 ? rows : 0)
  vst1q_s8((int8_t *)out[i] + offset, custos_clamped_neon(vq[i][0], vq[i][1], clamp));
  // The last 8 channels of two rows share a register.
  const size_t last = groups / 2 - 1;
  CUSTOS_EACH(pair, groups % 4 == 0 ? 0 : (rows + 1) / 2) {
    const size_t i = 2 * pair;
    const size_t j = i + 1 < rows ? i + 1 : i;
    const int8x16_t v = custos_clamped_neon(vq[i][last], vq[j][last], clamp);
    vst1_s8((int8_t *)out[i] + offset + 8 * last, vget_low_s8(v));
    if (j > i) vst1_s8((int8_t *)out[j] + offset + 8 * last, vget_high_s8(v));
  }
}

// Computes all pixels by `4 * groups` channels of the packed block w.
__attribute__((always_inline)) static inline void custos_block_4x24(
    custos_tile_neon *tile, size_t groups, size_t pixels, const struct custos_runs *runs,
    const int8_t *const *in, const int8_t *w, void *const *out, size_t offset) {
  for (; pixels >= mr; pixels -= mr, in += mr, out += mr) tile(4, groups, runs, in, w, out, offset);
  switch (pixels) {
    case 3: tile(3, groups, runs, in, w, out, offset); break;
    case 2: tile(2, groups, runs, in, w, out, offset); break;
    case 1: tile(1, groups, runs, in, w, out, offset); break;
    default: break;
  }
}

// A whole call of a matrix kernel, see custos_igemm_function, with a kernel's `tile`.
__attribute__((always_inline)) static inline void custos_igemm_4x24(
    custos_tile_neon *tile, size_t pixels, size_t channels, size_t runs, size_t run_length,
    ptrdiff_t run_stride, const int8_t *const *in, const void *packed, void *const *out,
    const struct custos_output *output) {
  const struct custos_clamp_neon clamp =
      custos_clamp_neon(output->minimum, output->maximum, output->zero_point);
  const struct custos_runs common = {runs, run_length, run_stride - (ptrdiff_t)run_length,
                                     output->requantize ? &clamp : NULL};
  const size_t element = output->requantize ? sizeof(int8_t) : sizeof(int32_t);
  const size_t channel_size = sizeof(int32_t) + sizeof(float) + runs * run_length;
  // Where a block is wider than the channels left, every tile goes here first.
  int32_t rest[mr][nr];
  void *const rest_rows[mr] = {rest[0], rest[1], rest[2], rest[3]};
  const int8_t *w = packed;
  for (size_t n0 = 0, width; n0 < channels; n0 += width, w += width * channel_size) {
    const size_t left = channels - n0;
    width = custos_igemm_block_width(left, nr, ns);
    const int fits = width <= left;
    for (size_t m = 0, count; m < pixels; m += count) {
      count = fits || pixels - m < mr ? pixels - m : mr;
      void *const *const to = fits ? out + m : rest_rows;
      const size_t offset = fits ? n0 : 0;
      switch (width) {
        case 8: custos_block_4x24(tile, 2, count, &common, in + m, w, to, offset); break;
        case 16: custos_block_4x24(tile, 4, count, &common, in + m, w, to, offset); break;
        default: custos_block_4x24(tile, 6, count, &common, in + m, w, to, offset); break;
      }
      for (size_t i = 0; i < count && !fits; ++i)
        memcpy((char *)out[m + i] + n0 * element, rest[i], left * element);
    }
  }
}
#endif
