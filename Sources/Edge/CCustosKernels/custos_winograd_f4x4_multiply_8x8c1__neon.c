#if defined(__aarch64__)
#include <arm_neon.h>

#include "custos_winograd.h"

enum { mr = 8, nr = 8 };

// One input channel: 8 output channels' weights times lane l of every tile's register.
#define CUSTOS_LANE(l)                                                              \
  do {                                                                              \
    const int16x8_t vb = vld1q_s16(b + (l) * nr);                                   \
    _Pragma("clang loop unroll(full)") for (size_t i = 0; i < count; ++i) {         \
      vacc[i][0] = vmlal_laneq_s16(vacc[i][0], vget_low_s16(vb), va[i], l);         \
      vacc[i][1] = vmlal_high_laneq_s16(vacc[i][1], vb, va[i], l);                  \
    }                                                                               \
  } while (0)

// Up to 8 tiles by 8 output channels, 8 input channels a step:
//
//                      vb low: channels 0-3    vb high: channels 4-7
//   va[i] (8 x k)      vacc[i][0]              vacc[i][1]
//
// 16 accumulators, 8 registers of tiles (they must be v0-v15 for smlal by lane), the rest for weights.
__attribute__((always_inline)) static inline void custos_multiply_rows(
    const size_t count, size_t channels, const int16_t *a, const int16_t *b,
    const int32x4_t bias[2], int32_t *m) {
  int32x4_t vacc[mr][2];
#pragma clang loop unroll(full)
  for (size_t i = 0; i < count; ++i) {
    vacc[i][0] = bias[0];
    vacc[i][1] = bias[1];
  }
  for (size_t k = 0; k < channels; k += 8, b += 8 * nr) {
    int16x8_t va[mr];
#pragma clang loop unroll(full)
    for (size_t i = 0; i < count; ++i) va[i] = vld1q_s16(a + i * channels + k);
    CUSTOS_LANE(0);
    CUSTOS_LANE(1);
    CUSTOS_LANE(2);
    CUSTOS_LANE(3);
    CUSTOS_LANE(4);
    CUSTOS_LANE(5);
    CUSTOS_LANE(6);
    CUSTOS_LANE(7);
  }
#pragma clang loop unroll(full)
  for (size_t i = 0; i < count; ++i) {
    vst1q_s32(m + i * nr, vacc[i][0]);
    vst1q_s32(m + i * nr + 4, vacc[i][1]);
  }
}

void custos_winograd_f4x4_multiply_8x8c1__neon(size_t tiles, size_t channels, const int16_t *v,
                                               size_t position_stride, const void *block,
                                               int32_t *m) {
  const int32_t *const packed_bias = block;
  const int16_t *u = (const int16_t *)block + 4 * nr;
  for (size_t p = 0; p < custos_winograd_positions; ++p, u += channels * nr, v += position_stride) {
    int32x4_t bias[2] = {vdupq_n_s32(0), vdupq_n_s32(0)};
    if (p == 7) {
      bias[0] = vld1q_s32(packed_bias);
      bias[1] = vld1q_s32(packed_bias + 4);
    }
    const int16_t *a = v;
    size_t left = tiles;
    for (; left >= mr; left -= mr, a += mr * channels, m += mr * nr)
      custos_multiply_rows(mr, channels, a, u, bias, m);
    switch (left) {
      case 7: custos_multiply_rows(7, channels, a, u, bias, m); break;
      case 6: custos_multiply_rows(6, channels, a, u, bias, m); break;
      case 5: custos_multiply_rows(5, channels, a, u, bias, m); break;
      case 4: custos_multiply_rows(4, channels, a, u, bias, m); break;
      case 3: custos_multiply_rows(3, channels, a, u, bias, m); break;
      case 2: custos_multiply_rows(2, channels, a, u, bias, m); break;
      case 1: custos_multiply_rows(1, channels, a, u, bias, m); break;
      default: break;
    }
    m += left * nr;
  }
}
#endif
