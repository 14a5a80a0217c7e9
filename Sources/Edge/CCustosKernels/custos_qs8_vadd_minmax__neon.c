#if defined(__aarch64__)
#include "custos_vector_kernels.h"
#include "internal/preconditions.h"
#include "internal/requantize_neon.h"

// The sum of 4 elements of each operand, less the zero points, before rounding.
static inline float32x4_t custos_sum_neon(int16x4_t a, int16x4_t b, float32x4_t first,
                                          float32x4_t second) {
  return vaddq_f32(custos_scaled_neon(vmovl_s16(a), first),
                   custos_scaled_neon(vmovl_s16(b), second));
}

// 16 elements a step.
void custos_qs8_vadd_minmax__neon(size_t count, const int8_t *a, const int8_t *b, int8_t *out,
                                  const struct custos_add *parameters) {
  CUSTOS_REQUIRE_VADD();
  const struct custos_add p = *parameters;
  const int8x16_t vfirst_zero = vdupq_n_s8((int8_t)p.first_zero_point);
  const int8x16_t vsecond_zero = vdupq_n_s8((int8_t)p.second_zero_point);
  const float32x4_t vfirst = vdupq_n_f32(p.first_multiplier);
  const float32x4_t vsecond = vdupq_n_f32(p.second_multiplier);
  const struct custos_clamp_neon clamp = custos_clamp_neon(p.minimum, p.maximum, p.zero_point);
  size_t i = 0;
  for (; i + 16 <= count; i += 16) {
    const int8x16_t va = vld1q_s8(a + i);
    const int8x16_t vb = vld1q_s8(b + i);
    const int16x8_t va0 = vsubl_s8(vget_low_s8(va), vget_low_s8(vfirst_zero));
    const int16x8_t vb0 = vsubl_s8(vget_low_s8(vb), vget_low_s8(vsecond_zero));
    const int16x8_t va1 = vsubl_high_s8(va, vfirst_zero);
    const int16x8_t vb1 = vsubl_high_s8(vb, vsecond_zero);
    const int16x8_t v0 = custos_rounded_neon(
        custos_sum_neon(vget_low_s16(va0), vget_low_s16(vb0), vfirst, vsecond),
        custos_sum_neon(vget_high_s16(va0), vget_high_s16(vb0), vfirst, vsecond), &clamp);
    const int16x8_t v1 = custos_rounded_neon(
        custos_sum_neon(vget_low_s16(va1), vget_low_s16(vb1), vfirst, vsecond),
        custos_sum_neon(vget_high_s16(va1), vget_high_s16(vb1), vfirst, vsecond), &clamp);
    vst1q_s8(out + i, custos_clamped_neon(v0, v1, &clamp));
  }
  custos_qs8_vadd_minmax__scalar(count - i, a + i, b + i, out + i, parameters);
}
#endif
