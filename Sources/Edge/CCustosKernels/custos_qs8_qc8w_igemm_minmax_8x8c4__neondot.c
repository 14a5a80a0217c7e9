#if defined(__aarch64__)
#include <arm_neon.h>

#include "custos_igemm.h"
#include "internal/store_neon.h"

// Tile: 8 pixels by 8 channels, 16 products a step, for cores with dot product (Cortex-A76).
//
//                 channels 0-3   channels 4-7     vb0123, vb4567: 4 channels x 4 products each
//   va0 (16 x k)  vacc0x0123     vacc0x4567       one register holds the sums of 4 channels
//   ...
//   va7           vacc7x0123     vacc7x4567       16 accumulators, 8 rows, 8 for weights
//
// sdot by lane multiplies 4 products of one pixel with 4 channels' weights and adds them.
#define CUSTOS_DOT(i, lane)                                             \
  vacc##i##x0123 = vdotq_laneq_s32(vacc##i##x0123, vb0123, va##i, lane); \
  vacc##i##x4567 = vdotq_laneq_s32(vacc##i##x4567, vb4567, va##i, lane)
#define CUSTOS_DOT_ALL(lane) \
  CUSTOS_DOT(0, lane);       \
  CUSTOS_DOT(1, lane);       \
  CUSTOS_DOT(2, lane);       \
  CUSTOS_DOT(3, lane);       \
  CUSTOS_DOT(4, lane);       \
  CUSTOS_DOT(5, lane);       \
  CUSTOS_DOT(6, lane);       \
  CUSTOS_DOT(7, lane)
#define CUSTOS_STORE2(i, j)                                                                    \
  do {                                                                                         \
    if (output->requantize) {                                                                  \
      const int8x16_t vq =                                                                     \
          custos_quantize4x4_neon(vacc##i##x0123, vacc##i##x4567, vacc##j##x0123,              \
                                  vacc##j##x4567, vmultiplier0123, vmultiplier4567,            \
                                  vmultiplier0123, vmultiplier4567, &clamp);                   \
      custos_store_neon((int8_t *)out[i] + n0, vget_low_s8(vq), count);                        \
      custos_store_neon((int8_t *)out[j] + n0, vget_high_s8(vq), count);                       \
    } else {                                                                                   \
      custos_store_sums8_neon((int32_t *)out[i] + n0, vacc##i##x0123, vacc##i##x4567, count);  \
      custos_store_sums8_neon((int32_t *)out[j] + n0, vacc##j##x0123, vacc##j##x4567, count);  \
    }                                                                                          \
  } while (0)

__attribute__((target("dotprod"))) void custos_qs8_qc8w_igemm_minmax_8x8c4__neondot(
    size_t channels, size_t runs, size_t run_length, ptrdiff_t run_stride,
    const int8_t *const *in, const void *packed, void *const *out,
    const struct custos_output *output) {
  const int8_t *w = packed;
  const struct custos_clamp_neon clamp = custos_clamp_neon(output);
  for (size_t n0 = 0; n0 < channels; n0 += 8) {
    int32x4_t vacc0x0123 = vreinterpretq_s32_s8(vld1q_s8(w));
    int32x4_t vacc0x4567 = vreinterpretq_s32_s8(vld1q_s8(w + 16));
    const float32x4_t vmultiplier0123 = vreinterpretq_f32_s8(vld1q_s8(w + 32));
    const float32x4_t vmultiplier4567 = vreinterpretq_f32_s8(vld1q_s8(w + 48));
    w += 64;
    int32x4_t vacc1x0123 = vacc0x0123, vacc1x4567 = vacc0x4567;
    int32x4_t vacc2x0123 = vacc0x0123, vacc2x4567 = vacc0x4567;
    int32x4_t vacc3x0123 = vacc0x0123, vacc3x4567 = vacc0x4567;
    int32x4_t vacc4x0123 = vacc0x0123, vacc4x4567 = vacc0x4567;
    int32x4_t vacc5x0123 = vacc0x0123, vacc5x4567 = vacc0x4567;
    int32x4_t vacc6x0123 = vacc0x0123, vacc6x4567 = vacc0x4567;
    int32x4_t vacc7x0123 = vacc0x0123, vacc7x4567 = vacc0x4567;
    for (size_t r = 0; r < runs; ++r) {
      const int8_t *a0 = in[0] + (ptrdiff_t)r * run_stride;
      const int8_t *a1 = in[1] + (ptrdiff_t)r * run_stride;
      const int8_t *a2 = in[2] + (ptrdiff_t)r * run_stride;
      const int8_t *a3 = in[3] + (ptrdiff_t)r * run_stride;
      const int8_t *a4 = in[4] + (ptrdiff_t)r * run_stride;
      const int8_t *a5 = in[5] + (ptrdiff_t)r * run_stride;
      const int8_t *a6 = in[6] + (ptrdiff_t)r * run_stride;
      const int8_t *a7 = in[7] + (ptrdiff_t)r * run_stride;
      size_t k = 0;
      for (; k + 16 <= run_length; k += 16, w += 128) {
        const int8x16_t va0 = vld1q_s8(a0 + k);
        const int8x16_t va1 = vld1q_s8(a1 + k);
        const int8x16_t va2 = vld1q_s8(a2 + k);
        const int8x16_t va3 = vld1q_s8(a3 + k);
        const int8x16_t va4 = vld1q_s8(a4 + k);
        const int8x16_t va5 = vld1q_s8(a5 + k);
        const int8x16_t va6 = vld1q_s8(a6 + k);
        const int8x16_t va7 = vld1q_s8(a7 + k);
        int8x16_t vb0123 = vld1q_s8(w);
        int8x16_t vb4567 = vld1q_s8(w + 16);
        CUSTOS_DOT_ALL(0);
        vb0123 = vld1q_s8(w + 32);
        vb4567 = vld1q_s8(w + 48);
        CUSTOS_DOT_ALL(1);
        vb0123 = vld1q_s8(w + 64);
        vb4567 = vld1q_s8(w + 80);
        CUSTOS_DOT_ALL(2);
        vb0123 = vld1q_s8(w + 96);
        vb4567 = vld1q_s8(w + 112);
        CUSTOS_DOT_ALL(3);
      }
      for (; k < run_length; k += 4, w += 32) {
        const int8x16_t va0 = custos_load4_neon(a0 + k);
        const int8x16_t va1 = custos_load4_neon(a1 + k);
        const int8x16_t va2 = custos_load4_neon(a2 + k);
        const int8x16_t va3 = custos_load4_neon(a3 + k);
        const int8x16_t va4 = custos_load4_neon(a4 + k);
        const int8x16_t va5 = custos_load4_neon(a5 + k);
        const int8x16_t va6 = custos_load4_neon(a6 + k);
        const int8x16_t va7 = custos_load4_neon(a7 + k);
        const int8x16_t vb0123 = vld1q_s8(w);
        const int8x16_t vb4567 = vld1q_s8(w + 16);
        CUSTOS_DOT_ALL(0);
      }
    }
    const size_t count = channels - n0 < 8 ? channels - n0 : 8;
    CUSTOS_STORE2(0, 1);
    CUSTOS_STORE2(2, 3);
    CUSTOS_STORE2(4, 5);
    CUSTOS_STORE2(6, 7);
  }
}
#endif
