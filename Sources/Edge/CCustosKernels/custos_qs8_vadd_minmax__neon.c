#if defined(__aarch64__)
#include "custos_vector_kernels.h"
#include "internal/rescale_neon.h"

// 8 elements a step.
void custos_qs8_vadd_minmax__neon(size_t count, const int8_t *a, const int8_t *b, int8_t *out,
                                  const struct custos_add *parameters) {
  const struct custos_add p = *parameters;
  const int16x8_t vfirst_zero = vdupq_n_s16((int16_t)p.first_zero_point);
  const int16x8_t vsecond_zero = vdupq_n_s16((int16_t)p.second_zero_point);
  const float32x4_t vminimum = vdupq_n_f32(p.minimum);
  const float32x4_t vmaximum = vdupq_n_f32(p.maximum);
  const int16x8_t vzero_point = vdupq_n_s16((int16_t)p.zero_point);
  size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    const int16x8_t va = vsubq_s16(vmovl_s8(vld1_s8(a + i)), vfirst_zero);
    const int16x8_t vb = vsubq_s16(vmovl_s8(vld1_s8(b + i)), vsecond_zero);
    const float32x4_t vlow = vaddq_f32(custos_scaled_neon(vget_low_s16(va), p.first_multiplier),
                                       custos_scaled_neon(vget_low_s16(vb), p.second_multiplier));
    const float32x4_t vhigh = vaddq_f32(custos_scaled_neon(vget_high_s16(va), p.first_multiplier),
                                        custos_scaled_neon(vget_high_s16(vb), p.second_multiplier));
    vst1_s8(out + i, custos_quantize8_neon(vlow, vhigh, vminimum, vmaximum, vzero_point));
  }
  custos_qs8_vadd_minmax__scalar(count - i, a + i, b + i, out + i, parameters);
}
#endif
