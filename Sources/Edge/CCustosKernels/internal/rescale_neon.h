#pragma once
#if defined(__aarch64__)
#include <arm_neon.h>

// float(q - zero_point) * multiplier of 4 elements, each rounded to float32.
static inline float32x4_t custos_scaled_neon(int16x4_t centred, float multiplier) {
  return vmulq_n_f32(vcvtq_f32_s32(vmovl_s16(centred)), multiplier);
}

// Clamps, rounds to nearest even and adds the zero point: 8 elements.
static inline int8x8_t custos_quantize8_neon(float32x4_t low, float32x4_t high,
                                             float32x4_t minimum, float32x4_t maximum,
                                             int16x8_t zero_point) {
  const int32x4_t q0 = vcvtnq_s32_f32(vminq_f32(vmaxq_f32(low, minimum), maximum));
  const int32x4_t q1 = vcvtnq_s32_f32(vminq_f32(vmaxq_f32(high, minimum), maximum));
  const int16x8_t words = vuzp1q_s16(vreinterpretq_s16_s32(q0), vreinterpretq_s16_s32(q1));
  return vmovn_s16(vaddq_s16(words, zero_point));
}
#endif
