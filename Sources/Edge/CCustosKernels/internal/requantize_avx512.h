#pragma once
#if defined(__x86_64__)
#include <immintrin.h>
#include <stdint.h>

#define CUSTOS_AVX512 \
  __attribute__((target("avx512f,avx512bw,avx512vl"), always_inline)) static inline

// A clamp and a zero point as registers; see requantize_avx2.h.
struct custos_clamp_avx512 {
  __m512i minimum;
  __m512 maximum;
  __m512i zero_point;
};

CUSTOS_AVX512 struct custos_clamp_avx512 custos_clamp_avx512(float minimum, float maximum,
                                                             int32_t zero_point) {
  const struct custos_clamp_avx512 clamp = {
      _mm512_set1_epi8((int8_t)((int32_t)minimum + zero_point)), _mm512_set1_ps(maximum),
      _mm512_set1_epi16((int16_t)zero_point)};
  return clamp;
}

// float(sum) * multiplier.
CUSTOS_AVX512 __m512 custos_scaled_avx512(__m512i vsum, __m512 vmultiplier) {
  return _mm512_mul_ps(_mm512_cvtepi32_ps(vsum), vmultiplier);
}

// float(q - zero point) of 16 elements.
CUSTOS_AVX512 __m512 custos_centred_avx512(const int8_t *in, __m512i vzero_point) {
  const __m512i v = _mm512_cvtepi8_epi32(_mm_loadu_si128((const __m128i *)in));
  return _mm512_cvtepi32_ps(_mm512_sub_epi32(v, vzero_point));
}

// custos_quantize of 64 numbers, in the order of the numbers, step by step as custos_quantized_avx2.
CUSTOS_AVX512 __m512i custos_quantized_avx512(const __m512 v[4],
                                              const struct custos_clamp_avx512 *clamp) {
  const __m512i q0 = _mm512_cvtps_epi32(_mm512_min_ps(v[0], clamp->maximum));
  const __m512i q1 = _mm512_cvtps_epi32(_mm512_min_ps(v[1], clamp->maximum));
  const __m512i q2 = _mm512_cvtps_epi32(_mm512_min_ps(v[2], clamp->maximum));
  const __m512i q3 = _mm512_cvtps_epi32(_mm512_min_ps(v[3], clamp->maximum));
  const __m512i low = _mm512_adds_epi16(_mm512_packs_epi32(q0, q1), clamp->zero_point);
  const __m512i high = _mm512_adds_epi16(_mm512_packs_epi32(q2, q3), clamp->zero_point);
  const __m512i bytes = _mm512_max_epi8(_mm512_packs_epi16(low, high), clamp->minimum);
  return _mm512_permutexvar_epi32(
      _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15), bytes);
}
#endif
