#pragma once
#if defined(__x86_64__)
#include <immintrin.h>
#include <stdint.h>

// A clamp and a zero point as registers. The clamp's minimum is that of the bytes, its maximum is less the
// zero point.
struct custos_clamp_avx2 {
  __m256i minimum;
  __m256 maximum;
  __m256i zero_point;
};

// From a clamp less the zero point, as kernels' parameters have it.
__attribute__((target("avx2"), always_inline)) static inline struct custos_clamp_avx2
custos_clamp_avx2(float minimum, float maximum, int32_t zero_point) {
  const struct custos_clamp_avx2 clamp = {
      _mm256_set1_epi8((int8_t)((int32_t)minimum + zero_point)), _mm256_set1_ps(maximum),
      _mm256_set1_epi16((int16_t)zero_point)};
  return clamp;
}

// float(sum) * multiplier.
__attribute__((target("avx2"), always_inline)) static inline __m256 custos_scaled_avx2(
    __m256i vsum, __m256 vmultiplier) {
  return _mm256_mul_ps(_mm256_cvtepi32_ps(vsum), vmultiplier);
}

// custos_quantize of 32 numbers, in the order of the numbers. The maximum comes first, since the conversion
// turns what is too large into the least int32; it is an integer, so rounding keeps it. What is too
// small becomes the least int32, as saturation would have it. The narrowing and the addition saturate, they
// are monotonous, and they alter only what the clamp alters anyway.
__attribute__((target("avx2"), always_inline)) static inline __m256i custos_quantized_avx2(
    __m256 v0, __m256 v1, __m256 v2, __m256 v3, const struct custos_clamp_avx2 *clamp) {
  const __m256i q0 = _mm256_cvtps_epi32(_mm256_min_ps(v0, clamp->maximum));
  const __m256i q1 = _mm256_cvtps_epi32(_mm256_min_ps(v1, clamp->maximum));
  const __m256i q2 = _mm256_cvtps_epi32(_mm256_min_ps(v2, clamp->maximum));
  const __m256i q3 = _mm256_cvtps_epi32(_mm256_min_ps(v3, clamp->maximum));
  const __m256i low = _mm256_adds_epi16(_mm256_packs_epi32(q0, q1), clamp->zero_point);
  const __m256i high = _mm256_adds_epi16(_mm256_packs_epi32(q2, q3), clamp->zero_point);
  const __m256i bytes = _mm256_max_epi8(_mm256_packs_epi16(low, high), clamp->minimum);
  return _mm256_permutevar8x32_epi32(bytes, _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7));
}
#endif
