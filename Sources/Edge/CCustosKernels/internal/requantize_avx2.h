#pragma once
#if defined(__x86_64__)
#include <immintrin.h>
#include <stdint.h>

// clamp(float(sum) * multiplier) of 8 sums, not rounded yet.
__attribute__((target("avx2"), always_inline)) static inline __m256 custos_scaled_avx2(
    __m256i vsum, __m256 vmultiplier, float minimum, float maximum) {
  const __m256 vscaled = _mm256_mul_ps(_mm256_cvtepi32_ps(vsum), vmultiplier);
  return _mm256_min_ps(_mm256_max_ps(vscaled, _mm256_set1_ps(minimum)), _mm256_set1_ps(maximum));
}

// 8 clamped numbers rounded, plus the zero point, as the low 8 bytes.
__attribute__((target("avx2"), always_inline)) static inline __m128i custos_rounded_avx2(
    __m256 vscaled, int32_t zero_point) {
  const __m256i vq = _mm256_add_epi32(_mm256_cvtps_epi32(vscaled), _mm256_set1_epi32(zero_point));
  const __m128i vhalf =
      _mm_packs_epi32(_mm256_castsi256_si128(vq), _mm256_extracti128_si256(vq, 1));
  return _mm_packs_epi16(vhalf, vhalf);
}
#endif
