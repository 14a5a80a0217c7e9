#if defined(__aarch64__)
#include "custos_vector_kernels.h"
#include "internal/rescale_neon.h"

// 8 elements a step.
void custos_qs8_vrescale_minmax__neon(size_t count, const int8_t *in, int8_t *out,
                                      const struct custos_rescale *parameters) {
  const struct custos_rescale p = *parameters;
  const int16x8_t vinput_zero = vdupq_n_s16((int16_t)p.input_zero_point);
  const float32x4_t vminimum = vdupq_n_f32(p.minimum);
  const float32x4_t vmaximum = vdupq_n_f32(p.maximum);
  const int16x8_t vzero_point = vdupq_n_s16((int16_t)p.zero_point);
  size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    const int16x8_t v = vsubq_s16(vmovl_s8(vld1_s8(in + i)), vinput_zero);
    const float32x4_t vlow = custos_scaled_neon(vget_low_s16(v), p.multiplier);
    const float32x4_t vhigh = custos_scaled_neon(vget_high_s16(v), p.multiplier);
    vst1_s8(out + i, custos_quantize8_neon(vlow, vhigh, vminimum, vmaximum, vzero_point));
  }
  custos_qs8_vrescale_minmax__scalar(count - i, in + i, out + i, parameters);
}
#endif
