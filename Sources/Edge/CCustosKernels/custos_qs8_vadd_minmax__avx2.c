#if defined(__x86_64__)
#include <immintrin.h>

#include "custos_vector_kernels.h"
#include "internal/preconditions.h"

__attribute__((target("avx2"), always_inline)) static inline __m256 custos_scaled(
    const int8_t *from, int32_t zero_point, float multiplier) {
  const __m256i v = _mm256_cvtepi8_epi32(_mm_loadl_epi64((const __m128i *)from));
  const __m256i centred = _mm256_sub_epi32(v, _mm256_set1_epi32(zero_point));
  return _mm256_mul_ps(_mm256_cvtepi32_ps(centred), _mm256_set1_ps(multiplier));
}

// 8 elements a step.
__attribute__((target("avx2"))) void custos_qs8_vadd_minmax__avx2(
    size_t count, const int8_t *a, const int8_t *b, int8_t *out,
    const struct custos_add *parameters) {
  CUSTOS_REQUIRE_VADD();
  const struct custos_add p = *parameters;
  size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    __m256 v = _mm256_add_ps(custos_scaled(a + i, p.first_zero_point, p.first_multiplier),
                             custos_scaled(b + i, p.second_zero_point, p.second_multiplier));
    v = _mm256_min_ps(_mm256_max_ps(v, _mm256_set1_ps(p.minimum)), _mm256_set1_ps(p.maximum));
    const __m256i q = _mm256_add_epi32(_mm256_cvtps_epi32(v), _mm256_set1_epi32(p.zero_point));
    const __m128i words = _mm_packs_epi32(_mm256_castsi256_si128(q), _mm256_extracti128_si256(q, 1));
    _mm_storel_epi64((__m128i *)(out + i), _mm_packs_epi16(words, words));
  }
  custos_qs8_vadd_minmax__scalar(count - i, a + i, b + i, out + i, parameters);
}
#endif
