#if defined(__aarch64__)
#include <arm_neon.h>
#include <string.h>

#include "custos_igemm.h"
#include "internal/preconditions.h"
#include "internal/requantize_neon.h"

// Tile: 4 pixels by 4 channels, 16 products a step, for cores without dot product (Cortex-A53, A72).
//
//        vb0        vb1        vb2        vb3      (16 x int8 each)
//   va0  vacc0x0    vacc0x1    vacc0x2    vacc0x3  (4 partial sums each)
//   va1  vacc1x0    ...
//   va2, va3 likewise: 16 accumulators, 8 operands, 8 registers for products.
//
// smull and smlal2 add two products in 16 bits (exact since no weight is -128: 2 * 128 * 127 <
// 2^15), sadalp adds pairs of those to the 32-bit sums.
#define CUSTOS_STEP(acc, a, b)                                             \
  acc = vpadalq_s16(acc, vmlal_high_s8(vmull_s8(vget_low_s8(a), vget_low_s8(b)), a, b))

static inline int32x4_t custos_sum(int32x4_t v0, int32x4_t v1, int32x4_t v2, int32x4_t v3) {
  return vpaddq_s32(vpaddq_s32(v0, v1), vpaddq_s32(v2, v3));
}

// Stores the first count (1 to 4) bytes.
static inline void custos_store_neon(int8_t *out, int32_t bytes, size_t count) {
  if (count == 4)
    memcpy(out, &bytes, 4);
  else
    memcpy(out, &bytes, count);
}

// Stores the first count (1 to 4) sums.
static inline void custos_store_sums_neon(int32_t *out, int32x4_t v, size_t count) {
  memcpy(out, &v, count * sizeof(int32_t));
}

// One pixel's sums with 4 channels over a run of 32 products; vb: [2][4 channels] of 16 weights.
static inline int32x4_t custos_sum_of_32(const int8_t *a, const int8x16_t vb[2][4]) {
  const int8x16_t va0 = vld1q_s8(a), va1 = vld1q_s8(a + 16);
  int32x4_t vacc[4];
#pragma clang loop unroll(full)
  for (size_t n = 0; n < 4; ++n) {
    vacc[n] = vpaddlq_s16(
        vmlal_high_s8(vmull_s8(vget_low_s8(va0), vget_low_s8(vb[0][n])), va0, vb[0][n]));
    CUSTOS_STEP(vacc[n], va1, vb[1][n]);
  }
  return custos_sum(vacc[0], vacc[1], vacc[2], vacc[3]);
}

// Full tiles of one block of 4 channels over a single run of 32 products, to bytes: first layers, whose
// pixels have 27 products. The block's weights stay in registers. Returns the number of pixels done.
static size_t custos_short_run_tiles(size_t pixels, const int8_t *const *in, const int8_t *block,
                                     void *const *out, size_t offset,
                                     const struct custos_clamp_neon *clamp) {
  const int32x4_t vbias = vreinterpretq_s32_s8(vld1q_s8(block));
  const float32x4_t vmultiplier = vreinterpretq_f32_s8(vld1q_s8(block + 16));
  int8x16_t vb[2][4];
#pragma clang loop unroll(full)
  for (size_t n = 0; n < 4; ++n) {
    vb[0][n] = vld1q_s8(block + 32 + 16 * n);
    vb[1][n] = vld1q_s8(block + 96 + 16 * n);
  }
  size_t m = 0;
  for (; m + 4 <= pixels; m += 4) {
    float32x4_t v[4];
#pragma clang loop unroll(full)
    for (size_t i = 0; i < 4; ++i)
      v[i] = custos_scaled_neon(vaddq_s32(vbias, custos_sum_of_32(in[m + i], vb)), vmultiplier);
    const int32x4_t vq = vreinterpretq_s32_s8(
        custos_clamped_neon(custos_rounded_neon(v[0], v[1], clamp),
                            custos_rounded_neon(v[2], v[3], clamp), clamp));
    vst1q_lane_s32((int32_t *)((char *)out[m] + offset), vq, 0);
    vst1q_lane_s32((int32_t *)((char *)out[m + 1] + offset), vq, 1);
    vst1q_lane_s32((int32_t *)((char *)out[m + 2] + offset), vq, 2);
    vst1q_lane_s32((int32_t *)((char *)out[m + 3] + offset), vq, 3);
  }
  return m;
}

void custos_qs8_qc8w_igemm_minmax_4x4c16__neon(size_t pixels, size_t channels, size_t runs,
                                               size_t run_length, ptrdiff_t run_stride,
                                               const int8_t *const *in, const void *packed,
                                               void *const *out,
                                               const struct custos_output *output) {
  CUSTOS_REQUIRE_IGEMM(16);
  const struct custos_clamp_neon clamp =
      custos_clamp_neon(output->minimum, output->maximum, output->zero_point);
  const int8_t *block = packed;
  for (size_t n0 = 0; n0 < channels; n0 += 4) {
    const int32x4_t vbias = vreinterpretq_s32_s8(vld1q_s8(block));
    const float32x4_t vmultiplier = vreinterpretq_f32_s8(vld1q_s8(block + 16));
    const size_t count = channels - n0 < 4 ? channels - n0 : 4;
    size_t m = 0;
    if (runs == 1 && run_length == 32 && count == 4 && output->requantize)
      m = custos_short_run_tiles(pixels, in, block, out, n0, &clamp);
    for (; m < pixels; m += 4) {
      // Past the last pixel that one is computed again.
      const size_t m1 = m + 1 < pixels ? m + 1 : m;
      const size_t m2 = m + 2 < pixels ? m + 2 : m1;
      const size_t m3 = m + 3 < pixels ? m + 3 : m2;
      const int8_t *w = block + 32;
      int32x4_t vacc0x0 = vdupq_n_s32(0), vacc0x1 = vacc0x0, vacc0x2 = vacc0x0, vacc0x3 = vacc0x0;
      int32x4_t vacc1x0 = vacc0x0, vacc1x1 = vacc0x0, vacc1x2 = vacc0x0, vacc1x3 = vacc0x0;
      int32x4_t vacc2x0 = vacc0x0, vacc2x1 = vacc0x0, vacc2x2 = vacc0x0, vacc2x3 = vacc0x0;
      int32x4_t vacc3x0 = vacc0x0, vacc3x1 = vacc0x0, vacc3x2 = vacc0x0, vacc3x3 = vacc0x0;
      for (size_t r = 0; r < runs; ++r) {
        const int8_t *a0 = in[m] + (ptrdiff_t)r * run_stride;
        const int8_t *a1 = in[m1] + (ptrdiff_t)r * run_stride;
        const int8_t *a2 = in[m2] + (ptrdiff_t)r * run_stride;
        const int8_t *a3 = in[m3] + (ptrdiff_t)r * run_stride;
        for (size_t k = 0; k < run_length; k += 16, w += 64) {
          const int8x16_t vb0 = vld1q_s8(w);
          const int8x16_t vb1 = vld1q_s8(w + 16);
          const int8x16_t vb2 = vld1q_s8(w + 32);
          const int8x16_t vb3 = vld1q_s8(w + 48);
          const int8x16_t va0 = vld1q_s8(a0 + k);
          CUSTOS_STEP(vacc0x0, va0, vb0);
          CUSTOS_STEP(vacc0x1, va0, vb1);
          CUSTOS_STEP(vacc0x2, va0, vb2);
          CUSTOS_STEP(vacc0x3, va0, vb3);
          const int8x16_t va1 = vld1q_s8(a1 + k);
          CUSTOS_STEP(vacc1x0, va1, vb0);
          CUSTOS_STEP(vacc1x1, va1, vb1);
          CUSTOS_STEP(vacc1x2, va1, vb2);
          CUSTOS_STEP(vacc1x3, va1, vb3);
          const int8x16_t va2 = vld1q_s8(a2 + k);
          CUSTOS_STEP(vacc2x0, va2, vb0);
          CUSTOS_STEP(vacc2x1, va2, vb1);
          CUSTOS_STEP(vacc2x2, va2, vb2);
          CUSTOS_STEP(vacc2x3, va2, vb3);
          const int8x16_t va3 = vld1q_s8(a3 + k);
          CUSTOS_STEP(vacc3x0, va3, vb0);
          CUSTOS_STEP(vacc3x1, va3, vb1);
          CUSTOS_STEP(vacc3x2, va3, vb2);
          CUSTOS_STEP(vacc3x3, va3, vb3);
        }
      }
      const int32x4_t vacc0 = vaddq_s32(vbias, custos_sum(vacc0x0, vacc0x1, vacc0x2, vacc0x3));
      const int32x4_t vacc1 = vaddq_s32(vbias, custos_sum(vacc1x0, vacc1x1, vacc1x2, vacc1x3));
      const int32x4_t vacc2 = vaddq_s32(vbias, custos_sum(vacc2x0, vacc2x1, vacc2x2, vacc2x3));
      const int32x4_t vacc3 = vaddq_s32(vbias, custos_sum(vacc3x0, vacc3x1, vacc3x2, vacc3x3));
      if (output->requantize) {
        const int16x8_t vq01 =
            custos_rounded_neon(custos_scaled_neon(vacc0, vmultiplier),
                                custos_scaled_neon(vacc1, vmultiplier), &clamp);
        const int16x8_t vq23 =
            custos_rounded_neon(custos_scaled_neon(vacc2, vmultiplier),
                                custos_scaled_neon(vacc3, vmultiplier), &clamp);
        const int32x4_t vq = vreinterpretq_s32_s8(custos_clamped_neon(vq01, vq23, &clamp));
        custos_store_neon((int8_t *)out[m] + n0, vgetq_lane_s32(vq, 0), count);
        custos_store_neon((int8_t *)out[m1] + n0, vgetq_lane_s32(vq, 1), count);
        custos_store_neon((int8_t *)out[m2] + n0, vgetq_lane_s32(vq, 2), count);
        custos_store_neon((int8_t *)out[m3] + n0, vgetq_lane_s32(vq, 3), count);
      } else {
        custos_store_sums_neon((int32_t *)out[m] + n0, vacc0, count);
        custos_store_sums_neon((int32_t *)out[m1] + n0, vacc1, count);
        custos_store_sums_neon((int32_t *)out[m2] + n0, vacc2, count);
        custos_store_sums_neon((int32_t *)out[m3] + n0, vacc3, count);
      }
    }
    block += 32 + 4 * runs * run_length;
  }
}
#endif
