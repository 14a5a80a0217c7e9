#if defined(__x86_64__)
#include <immintrin.h>

#include "custos_vector_kernels.h"
#include "internal/preconditions.h"
#include "internal/requantize_avx2.h"

// float(q - zero point) * multiplier of 8 elements.
__attribute__((target("avx2"), always_inline)) static inline __m256 custos_term_avx2(
    const int8_t *from, __m256i vzero_point, __m256 vmultiplier) {
  const __m256i v = _mm256_cvtepi8_epi32(_mm_loadl_epi64((const __m128i *)from));
  return custos_scaled_avx2(_mm256_sub_epi32(v, vzero_point), vmultiplier);
}

// 32 elements a step, then one by one. Both products are rounded before their sum: no fused multiply-add.
__attribute__((target("avx2"))) void custos_qs8_vadd_minmax__avx2(
    size_t count, const int8_t *a, const int8_t *b, int8_t *out,
    const struct custos_add *parameters) {
  CUSTOS_REQUIRE_VADD();
  const __m256i vfirst_zero = _mm256_set1_epi32(parameters->first_zero_point);
  const __m256i vsecond_zero = _mm256_set1_epi32(parameters->second_zero_point);
  const __m256 vfirst = _mm256_set1_ps(parameters->first_multiplier);
  const __m256 vsecond = _mm256_set1_ps(parameters->second_multiplier);
  const struct custos_clamp_avx2 clamp =
      custos_clamp_avx2(parameters->minimum, parameters->maximum, parameters->zero_point);
  size_t i = 0;
  for (; i + 32 <= count; i += 32) {
    __m256 v[4];
#pragma clang loop unroll(full)
    for (size_t j = 0; j < 4; ++j)
      v[j] = _mm256_add_ps(custos_term_avx2(a + i + 8 * j, vfirst_zero, vfirst),
                           custos_term_avx2(b + i + 8 * j, vsecond_zero, vsecond));
    _mm256_storeu_si256((__m256i *)(out + i),
                        custos_quantized_avx2(v[0], v[1], v[2], v[3], &clamp));
  }
  if (i < count) custos_qs8_vadd_minmax__scalar(count - i, a + i, b + i, out + i, parameters);
}
#endif
