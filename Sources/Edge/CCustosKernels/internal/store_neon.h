#pragma once
#if defined(__aarch64__)
#include <arm_neon.h>
#include <stddef.h>

#include "custos_igemm.h"

// custos_output as registers.
struct custos_clamp_neon {
  float32x4_t minimum;
  float32x4_t maximum;
  int16x8_t zero_point;
};

static inline struct custos_clamp_neon custos_clamp_neon(const struct custos_output *output) {
  const struct custos_clamp_neon clamp = {
      vdupq_n_f32(output->minimum), vdupq_n_f32(output->maximum),
      vdupq_n_s16((int16_t)output->zero_point)};
  return clamp;
}

static inline int32x4_t custos_round_neon(float32x4_t x, const struct custos_clamp_neon *clamp) {
  return vcvtnq_s32_f32(vminq_f32(vmaxq_f32(x, clamp->minimum), clamp->maximum));
}

// custos_quantize of 16 sums, in the order of the arguments. Nothing saturates: all lie in
// [-128, 127] after the zero point is added.
static inline int8x16_t custos_quantize4x4_neon(int32x4_t v0, int32x4_t v1, int32x4_t v2,
                                                int32x4_t v3, float32x4_t m0, float32x4_t m1,
                                                float32x4_t m2, float32x4_t m3,
                                                const struct custos_clamp_neon *clamp) {
  const int32x4_t q0 = custos_round_neon(vmulq_f32(vcvtq_f32_s32(v0), m0), clamp);
  const int32x4_t q1 = custos_round_neon(vmulq_f32(vcvtq_f32_s32(v1), m1), clamp);
  const int32x4_t q2 = custos_round_neon(vmulq_f32(vcvtq_f32_s32(v2), m2), clamp);
  const int32x4_t q3 = custos_round_neon(vmulq_f32(vcvtq_f32_s32(v3), m3), clamp);
  const int16x8_t q01 = vaddq_s16(vuzp1q_s16(vreinterpretq_s16_s32(q0), vreinterpretq_s16_s32(q1)),
                                  clamp->zero_point);
  const int16x8_t q23 = vaddq_s16(vuzp1q_s16(vreinterpretq_s16_s32(q2), vreinterpretq_s16_s32(q3)),
                                  clamp->zero_point);
  return vuzp1q_s8(vreinterpretq_s8_s16(q01), vreinterpretq_s8_s16(q23));
}

// Stores the first count (1 to 8) bytes.
static inline void custos_store_neon(int8_t *out, int8x8_t v, size_t count) {
  if (count >= 8) {
    vst1_s8(out, v);
    return;
  }
  if (count & 4) {
    vst1_lane_s32((int32_t *)(void *)out, vreinterpret_s32_s8(v), 0);
    out += 4;
    v = vext_s8(v, v, 4);
  }
  if (count & 2) {
    vst1_lane_s16((int16_t *)(void *)out, vreinterpret_s16_s8(v), 0);
    out += 2;
    v = vext_s8(v, v, 2);
  }
  if (count & 1) vst1_lane_s8(out, v, 0);
}

// Stores the first count (1 to 4) sums.
static inline void custos_store_sums_neon(int32_t *out, int32x4_t v, size_t count) {
  if (count >= 4) {
    vst1q_s32(out, v);
    return;
  }
  if (count & 2) {
    vst1_s32(out, vget_low_s32(v));
    out += 2;
    v = vextq_s32(v, v, 2);
  }
  if (count & 1) vst1q_lane_s32(out, v, 0);
}

// Stores the first count (1 to 8) sums.
static inline void custos_store_sums8_neon(int32_t *out, int32x4_t v0123, int32x4_t v4567,
                                           size_t count) {
  custos_store_sums_neon(out, v0123, count);
  if (count > 4) custos_store_sums_neon(out + 4, v4567, count - 4);
}

// Four bytes of any alignment in the first lane.
static inline int8x16_t custos_load4_neon(const int8_t *from) {
  int32_t word;
  __builtin_memcpy(&word, from, sizeof word);
  return vreinterpretq_s8_s32(vsetq_lane_s32(word, vdupq_n_s32(0), 0));
}
#endif
