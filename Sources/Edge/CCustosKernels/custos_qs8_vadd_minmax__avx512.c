#if defined(__x86_64__)
#include "custos_vector_kernels.h"
#include "internal/preconditions.h"
#include "internal/requantize_avx512.h"

// 64 elements a step, the rest by the AVX2 kernel. Both products are rounded before their sum: no fused
// multiply-add.
__attribute__((target("avx512f,avx512bw,avx512vl"))) void custos_qs8_vadd_minmax__avx512(
    size_t count, const int8_t *a, const int8_t *b, int8_t *out,
    const struct custos_add *parameters) {
  CUSTOS_REQUIRE_VADD();
  const __m512i vfirst_zero = _mm512_set1_epi32(parameters->first_zero_point);
  const __m512i vsecond_zero = _mm512_set1_epi32(parameters->second_zero_point);
  const __m512 vfirst = _mm512_set1_ps(parameters->first_multiplier);
  const __m512 vsecond = _mm512_set1_ps(parameters->second_multiplier);
  const struct custos_clamp_avx512 clamp =
      custos_clamp_avx512(parameters->minimum, parameters->maximum, parameters->zero_point);
  size_t i = 0;
  for (; i + 64 <= count; i += 64) {
    __m512 v[4];
#pragma clang loop unroll(full)
    for (size_t j = 0; j < 4; ++j)
      v[j] = _mm512_add_ps(
          _mm512_mul_ps(custos_centred_avx512(a + i + 16 * j, vfirst_zero), vfirst),
          _mm512_mul_ps(custos_centred_avx512(b + i + 16 * j, vsecond_zero), vsecond));
    _mm512_storeu_si512(out + i, custos_quantized_avx512(v, &clamp));
  }
  if (i < count) custos_qs8_vadd_minmax__avx2(count - i, a + i, b + i, out + i, parameters);
}
#endif
