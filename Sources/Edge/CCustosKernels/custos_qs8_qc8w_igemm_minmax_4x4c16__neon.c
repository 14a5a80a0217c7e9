#if defined(__aarch64__)
#include <arm_neon.h>

#include "custos_igemm.h"
#include "internal/store_neon.h"

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

void custos_qs8_qc8w_igemm_minmax_4x4c16__neon(size_t channels, size_t runs, size_t run_length,
                                               ptrdiff_t run_stride, const int8_t *const *in,
                                               const void *packed, void *const *out,
                                               const struct custos_output *output) {
  const int8_t *w = packed;
  for (size_t n0 = 0; n0 < channels; n0 += 4) {
    const int32x4_t vbias = vreinterpretq_s32_s8(vld1q_s8(w));
    const float32x4_t vmultiplier = vreinterpretq_f32_s8(vld1q_s8(w + 16));
    w += 32;
    int32x4_t vacc0x0 = vdupq_n_s32(0), vacc0x1 = vacc0x0, vacc0x2 = vacc0x0, vacc0x3 = vacc0x0;
    int32x4_t vacc1x0 = vacc0x0, vacc1x1 = vacc0x0, vacc1x2 = vacc0x0, vacc1x3 = vacc0x0;
    int32x4_t vacc2x0 = vacc0x0, vacc2x1 = vacc0x0, vacc2x2 = vacc0x0, vacc2x3 = vacc0x0;
    int32x4_t vacc3x0 = vacc0x0, vacc3x1 = vacc0x0, vacc3x2 = vacc0x0, vacc3x3 = vacc0x0;
    for (size_t r = 0; r < runs; ++r) {
      const int8_t *a0 = in[0] + (ptrdiff_t)r * run_stride;
      const int8_t *a1 = in[1] + (ptrdiff_t)r * run_stride;
      const int8_t *a2 = in[2] + (ptrdiff_t)r * run_stride;
      const int8_t *a3 = in[3] + (ptrdiff_t)r * run_stride;
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
    const size_t count = channels - n0 < 4 ? channels - n0 : 4;
    const int32x4_t vacc0 = vaddq_s32(vbias, custos_sum(vacc0x0, vacc0x1, vacc0x2, vacc0x3));
    const int32x4_t vacc1 = vaddq_s32(vbias, custos_sum(vacc1x0, vacc1x1, vacc1x2, vacc1x3));
    const int32x4_t vacc2 = vaddq_s32(vbias, custos_sum(vacc2x0, vacc2x1, vacc2x2, vacc2x3));
    const int32x4_t vacc3 = vaddq_s32(vbias, custos_sum(vacc3x0, vacc3x1, vacc3x2, vacc3x3));
    if (output->requantize) {
      const struct custos_clamp_neon clamp = custos_clamp_neon(output);
      const int8x16_t vq = custos_quantize4x4_neon(vacc0, vacc1, vacc2, vacc3, vmultiplier,
                                                   vmultiplier, vmultiplier, vmultiplier, &clamp);
      custos_store_neon((int8_t *)out[0] + n0, vget_low_s8(vq), count);
      custos_store_neon((int8_t *)out[1] + n0, vext_s8(vget_low_s8(vq), vget_low_s8(vq), 4), count);
      custos_store_neon((int8_t *)out[2] + n0, vget_high_s8(vq), count);
      custos_store_neon((int8_t *)out[3] + n0, vext_s8(vget_high_s8(vq), vget_high_s8(vq), 4),
                        count);
    } else {
      custos_store_sums_neon((int32_t *)out[0] + n0, vacc0, count);
      custos_store_sums_neon((int32_t *)out[1] + n0, vacc1, count);
      custos_store_sums_neon((int32_t *)out[2] + n0, vacc2, count);
      custos_store_sums_neon((int32_t *)out[3] + n0, vacc3, count);
    }
  }
}
#endif
