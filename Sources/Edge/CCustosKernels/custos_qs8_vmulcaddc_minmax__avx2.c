#if defined(__x86_64__)
#include <immintrin.h>

#include "custos_vector_kernels.h"
#include "internal/preconditions.h"
#include "internal/requantize_avx2.h"

// 8 channels of a pixel before rounding. The product is rounded before the sum: no fused multiply-add.
__attribute__((target("avx2"), always_inline)) static inline __m256 custos_affine_avx2(
    const int8_t *input, const float *multiplier, const float *offset, __m256i vzero_point) {
  const __m256i v = _mm256_cvtepi8_epi32(_mm_loadl_epi64((const __m128i *)input));
  const __m256 vproduct =
      custos_scaled_avx2(_mm256_sub_epi32(v, vzero_point), _mm256_loadu_ps(multiplier));
  return _mm256_add_ps(vproduct, _mm256_loadu_ps(offset));
}

// 32 channels a step, then 8, then one by one: steps that overlap would not work in place.
__attribute__((target("avx2"))) void custos_qs8_vmulcaddc_minmax__avx2(
    size_t pixels, size_t channels, const int8_t *input, size_t input_stride,
    const float *multiplier, const float *offset, int8_t *output, size_t output_stride,
    const struct custos_channel_affine *parameters) {
  CUSTOS_REQUIRE_VMULCADDC();
  const __m256i vzero_point = _mm256_set1_epi32(parameters->input_zero_point);
  const struct custos_clamp_avx2 clamp =
      custos_clamp_avx2(parameters->minimum, parameters->maximum, parameters->zero_point);
  const size_t vector_channels = channels & ~(size_t)7;
  for (size_t p = 0; p < pixels; ++p) {
    const int8_t *const from = input + p * input_stride;
    int8_t *const to = output + p * output_stride;
    size_t c = 0;
    for (; c + 32 <= channels; c += 32) {
      __m256 v[4];
#pragma clang loop unroll(full)
      for (size_t i = 0; i < 4; ++i)
        v[i] = custos_affine_avx2(from + c + 8 * i, multiplier + c + 8 * i, offset + c + 8 * i,
                                  vzero_point);
      _mm256_storeu_si256((__m256i *)(to + c),
                          custos_quantized_avx2(v[0], v[1], v[2], v[3], &clamp));
    }
    for (; c < vector_channels; c += 8) {
      const __m256 v = custos_affine_avx2(from + c, multiplier + c, offset + c, vzero_point);
      const __m256i vbytes = custos_quantized_avx2(v, v, v, v, &clamp);
      _mm_storel_epi64((__m128i *)(to + c), _mm256_castsi256_si128(vbytes));
    }
  }
  if (vector_channels == channels) return;
  custos_qs8_vmulcaddc_minmax__scalar(pixels, channels - vector_channels, input + vector_channels,
                                      input_stride, multiplier + vector_channels,
                                      offset + vector_channels, output + vector_channels,
                                      output_stride, parameters);
}
#endif
