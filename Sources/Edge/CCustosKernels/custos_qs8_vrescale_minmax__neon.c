#if defined(__aarch64__)
#include "custos_vector_kernels.h"
#include "internal/preconditions.h"
#include "internal/requantize_neon.h"

static inline int16x8_t custos_rescaled_neon(int16x8_t centred, float32x4_t multiplier,
                                             const struct custos_clamp_neon *clamp) {
  return custos_rounded_neon(custos_scaled_neon(vmovl_s16(vget_low_s16(centred)), multiplier),
                             custos_scaled_neon(vmovl_high_s16(centred), multiplier), clamp);
}

// 16 elements a step.
void custos_qs8_vrescale_minmax__neon(size_t count, const int8_t *in, int8_t *out,
                                      const struct custos_rescale *parameters) {
  CUSTOS_REQUIRE_VRESCALE();
  const struct custos_rescale p = *parameters;
  const int8x16_t vzero = vdupq_n_s8((int8_t)p.input_zero_point);
  const float32x4_t vmultiplier = vdupq_n_f32(p.multiplier);
  const struct custos_clamp_neon clamp = custos_clamp_neon(p.minimum, p.maximum, p.zero_point);
  size_t i = 0;
  for (; i + 16 <= count; i += 16) {
    const int8x16_t v = vld1q_s8(in + i);
    const int16x8_t v0 = custos_rescaled_neon(
        vsubl_s8(vget_low_s8(v), vget_low_s8(vzero)), vmultiplier, &clamp);
    const int16x8_t v1 = custos_rescaled_neon(vsubl_high_s8(v, vzero), vmultiplier, &clamp);
    vst1q_s8(out + i, custos_clamped_neon(v0, v1, &clamp));
  }
  custos_qs8_vrescale_minmax__scalar(count - i, in + i, out + i, parameters);
}
#endif
