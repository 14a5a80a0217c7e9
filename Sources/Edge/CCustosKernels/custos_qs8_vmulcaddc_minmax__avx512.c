#if defined(__x86_64__)
#include "custos_vector_kernels.h"
#include "internal/preconditions.h"
#include "internal/requantize_avx512.h"

// 64 channels a step, the rest by the AVX2 kernel. The product is rounded before the sum: no fused
// multiply-add.
__attribute__((target("avx512f,avx512bw,avx512vl"))) void custos_qs8_vmulcaddc_minmax__avx512(
    size_t pixels, size_t channels, const int8_t *input, size_t input_stride,
    const float *multiplier, const float *offset, int8_t *output, size_t output_stride,
    const struct custos_channel_affine *parameters) {
  CUSTOS_REQUIRE_VMULCADDC();
  const __m512i vzero_point = _mm512_set1_epi32(parameters->input_zero_point);
  const struct custos_clamp_avx512 clamp =
      custos_clamp_avx512(parameters->minimum, parameters->maximum, parameters->zero_point);
  const size_t done = channels & ~(size_t)63;
  for (size_t p = 0; p < pixels; ++p) {
    const int8_t *const from = input + p * input_stride;
    int8_t *const to = output + p * output_stride;
    for (size_t c = 0; c < done; c += 64) {
      __m512 v[4];
#pragma clang loop unroll(full)
      for (size_t j = 0; j < 4; ++j) {
        const size_t first = c + 16 * j;
        v[j] = _mm512_add_ps(_mm512_mul_ps(custos_centred_avx512(from + first, vzero_point),
                                           _mm512_loadu_ps(multiplier + first)),
                             _mm512_loadu_ps(offset + first));
      }
      _mm512_storeu_si512(to + c, custos_quantized_avx512(v, &clamp));
    }
  }
  if (done == channels) return;
  custos_qs8_vmulcaddc_minmax__avx2(pixels, channels - done, input + done, input_stride,
                                    multiplier + done, offset + done, output + done,
                                    output_stride, parameters);
}
#endif
