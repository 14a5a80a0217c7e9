#if defined(__aarch64__)
#include "custos_vector_kernels.h"
#include "internal/preconditions.h"
#include "internal/requantize_neon.h"

#define CUSTOS_INLINE __attribute__((always_inline)) static inline

// 4 channels before rounding. The product is rounded before the sum: no fused multiply-add.
CUSTOS_INLINE float32x4_t custos_affine_neon(int16x4_t centred, float32x4_t vmultiplier,
                                             float32x4_t voffset) {
  return vaddq_f32(custos_scaled_neon(vmovl_s16(centred), vmultiplier), voffset);
}

// 8 channels, rounded to 16 bits.
CUSTOS_INLINE int16x8_t custos_affine8_neon(int16x8_t centred, const float32x4_t vmultiplier[2],
                                            const float32x4_t voffset[2],
                                            const struct custos_clamp_neon *clamp) {
  return custos_rounded_neon(
      custos_affine_neon(vget_low_s16(centred), vmultiplier[0], voffset[0]),
      custos_affine_neon(vget_high_s16(centred), vmultiplier[1], voffset[1]), clamp);
}

// The whole eights of channels of `rows` pixels, which share the loads of multipliers and offsets: 16 a
// step, then the last 8.
CUSTOS_INLINE void custos_affine_rows(const size_t rows, size_t channels, const int8_t *input,
                                      size_t input_stride, const float *multiplier,
                                      const float *offset, int8_t *output, size_t output_stride,
                                      int8x8_t vzero_point,
                                      const struct custos_clamp_neon *clamp) {
  size_t c = 0;
  for (; c + 16 <= channels; c += 16) {
    float32x4_t vmultiplier[4], voffset[4];
#pragma clang loop unroll(full)
    for (size_t i = 0; i < 4; ++i) {
      vmultiplier[i] = vld1q_f32(multiplier + c + 4 * i);
      voffset[i] = vld1q_f32(offset + c + 4 * i);
    }
#pragma clang loop unroll(full)
    for (size_t r = 0; r < rows; ++r) {
      const int8x16_t v = vld1q_s8(input + r * input_stride + c);
      const int16x8_t vlow = custos_affine8_neon(vsubl_s8(vget_low_s8(v), vzero_point),
                                                 vmultiplier, voffset, clamp);
      const int16x8_t vhigh = custos_affine8_neon(vsubl_s8(vget_high_s8(v), vzero_point),
                                                  vmultiplier + 2, voffset + 2, clamp);
      vst1q_s8(output + r * output_stride + c, custos_clamped_neon(vlow, vhigh, clamp));
    }
  }
  if (c + 8 > channels) return;
  const float32x4_t vmultiplier[2] = {vld1q_f32(multiplier + c), vld1q_f32(multiplier + c + 4)};
  const float32x4_t voffset[2] = {vld1q_f32(offset + c), vld1q_f32(offset + c + 4)};
#pragma clang loop unroll(full)
  for (size_t r = 0; r < rows; ++r) {
    const int8x8_t v = vld1_s8(input + r * input_stride + c);
    const int16x8_t vq =
        custos_affine8_neon(vsubl_s8(v, vzero_point), vmultiplier, voffset, clamp);
    vst1_s8(output + r * output_stride + c, vget_low_s8(custos_clamped_neon(vq, vq, clamp)));
  }
}

// 2 pixels by 16 channels a step, then 8 channels, then one by one: steps that overlap would not work in
// place.
void custos_qs8_vmulcaddc_minmax__neon(size_t pixels, size_t channels, const int8_t *input,
                                       size_t input_stride, const float *multiplier,
                                       const float *offset, int8_t *output, size_t output_stride,
                                       const struct custos_channel_affine *parameters) {
  CUSTOS_REQUIRE_VMULCADDC();
  const int8x8_t vzero_point = vdup_n_s8((int8_t)parameters->input_zero_point);
  const struct custos_clamp_neon clamp =
      custos_clamp_neon(parameters->minimum, parameters->maximum, parameters->zero_point);
  const size_t done = channels & ~(size_t)7;
  size_t p = 0;
  for (; p + 2 <= pixels; p += 2)
    custos_affine_rows(2, channels, input + p * input_stride, input_stride, multiplier, offset,
                       output + p * output_stride, output_stride, vzero_point, &clamp);
  if (p < pixels)
    custos_affine_rows(1, channels, input + p * input_stride, input_stride, multiplier, offset,
                       output + p * output_stride, output_stride, vzero_point, &clamp);
  if (done == channels) return;
  custos_qs8_vmulcaddc_minmax__scalar(pixels, channels - done, input + done, input_stride,
                                      multiplier + done, offset + done, output + done,
                                      output_stride, parameters);
}
#endif
