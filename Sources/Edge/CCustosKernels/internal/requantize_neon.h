#pragma once
#if defined(__aarch64__)
#include <arm_neon.h>

// A clamp of bytes and their zero point, as registers.
struct custos_clamp_neon {
  int8x16_t minimum;
  int8x16_t maximum;
  int16x8_t zero_point;
};

// From a clamp less the zero point, as kernels' parameters have it.
static inline struct custos_clamp_neon custos_clamp_neon(float minimum, float maximum,
                                                         int32_t zero_point) {
  const struct custos_clamp_neon clamp = {vdupq_n_s8((int8_t)((int32_t)minimum + zero_point)),
                                          vdupq_n_s8((int8_t)((int32_t)maximum + zero_point)),
                                          vdupq_n_s16((int16_t)zero_point)};
  return clamp;
}

// custos_quantize of 8 numbers, in 16 bits and without the clamp. The conversion, the narrowing and
// the addition saturate instead of clamping first: they are monotonous and alter only what lies
// beyond int16, so that clamping the bytes in the end gives the same.
static inline int16x8_t custos_rounded_neon(float32x4_t v0, float32x4_t v1,
                                            const struct custos_clamp_neon *clamp) {
  const int16x4_t low = vqmovn_s32(vcvtnq_s32_f32(v0));
  return vqaddq_s16(vqmovn_high_s32(low, vcvtnq_s32_f32(v1)), clamp->zero_point);
}

// The bytes of 16 results of custos_rounded_neon.
static inline int8x16_t custos_clamped_neon(int16x8_t v0, int16x8_t v1,
                                            const struct custos_clamp_neon *clamp) {
  const int8x16_t q = vqmovn_high_s16(vqmovn_s16(v0), v1);
  return vminq_s8(vmaxq_s8(q, clamp->minimum), clamp->maximum);
}

// float(sum) * multiplier.
static inline float32x4_t custos_scaled_neon(int32x4_t sums, float32x4_t multipliers) {
  return vmulq_f32(vcvtq_f32_s32(sums), multipliers);
}
#endif
