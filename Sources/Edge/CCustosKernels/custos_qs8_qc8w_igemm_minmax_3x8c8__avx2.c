#if defined(__x86_64__)
#include <immintrin.h>

#include "custos_igemm.h"

// Tile: 3 pixels by 8 channels, 8 products a channel and step. Two channels share a register:
//
//        | w0 (8 x int16) | w1 |   | w2 | w3 |   | w4 | w5 |   | w6 | w7 |
//   a0   |   vacc0x01          |   vacc0x23  |   vacc0x45  |   vacc0x67
//   a1, a2 likewise: 12 accumulators of 8 partial sums (pairs added by vpmaddwd).
__attribute__((target("avx2"), always_inline)) static inline __m256i custos_reduce(
    __m256i vacc01, __m256i vacc23, __m256i vacc45, __m256i vacc67) {
  const __m256i vsum = _mm256_hadd_epi32(_mm256_hadd_epi32(vacc01, vacc23),
                                         _mm256_hadd_epi32(vacc45, vacc67));
  // The low half holds channels 0, 2, 4, 6, the high half 1, 3, 5, 7.
  return _mm256_permutevar8x32_epi32(vsum, _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7));
}

__attribute__((target("avx2"), always_inline)) static inline void custos_store(
    __m256i vacc, __m256 vmultiplier, const struct custos_output *output, char *out,
    size_t count) {
  if (!output->requantize) {
    int32_t sums[8];
    _mm256_storeu_si256((__m256i *)sums, vacc);
    __builtin_memcpy(out, sums, count * sizeof(int32_t));
    return;
  }
  __m256 vscaled = _mm256_mul_ps(_mm256_cvtepi32_ps(vacc), vmultiplier);
  vscaled = _mm256_max_ps(vscaled, _mm256_set1_ps(output->minimum));
  vscaled = _mm256_min_ps(vscaled, _mm256_set1_ps(output->maximum));
  const __m256i vq =
      _mm256_add_epi32(_mm256_cvtps_epi32(vscaled), _mm256_set1_epi32(output->zero_point));
  const __m128i vhalf =
      _mm_packs_epi32(_mm256_castsi256_si128(vq), _mm256_extracti128_si256(vq, 1));
  const __m128i vbytes = _mm_packs_epi16(vhalf, vhalf);
  if (count == 8) {
    _mm_storel_epi64((__m128i *)out, vbytes);
  } else {
    int8_t bytes[16];
    _mm_storeu_si128((__m128i *)bytes, vbytes);
    __builtin_memcpy(out, bytes, count);
  }
}

__attribute__((target("avx2"))) void custos_qs8_qc8w_igemm_minmax_3x8c8__avx2(
    size_t channels, size_t runs, size_t run_length, ptrdiff_t run_stride,
    const int8_t *const *in, const void *packed, void *const *out,
    const struct custos_output *output) {
  const char *w = packed;
  const size_t element = output->requantize ? sizeof(int8_t) : sizeof(int32_t);
  for (size_t n0 = 0; n0 < channels; n0 += 8) {
    const __m256i vbias = _mm256_loadu_si256((const __m256i *)w);
    const __m256 vmultiplier = _mm256_loadu_ps((const float *)(w + 32));
    w += 64;
    __m256i vacc0x01 = _mm256_setzero_si256(), vacc0x23 = vacc0x01;
    __m256i vacc0x45 = vacc0x01, vacc0x67 = vacc0x01;
    __m256i vacc1x01 = vacc0x01, vacc1x23 = vacc0x01, vacc1x45 = vacc0x01, vacc1x67 = vacc0x01;
    __m256i vacc2x01 = vacc0x01, vacc2x23 = vacc0x01, vacc2x45 = vacc0x01, vacc2x67 = vacc0x01;
    for (size_t r = 0; r < runs; ++r) {
      const int8_t *a0 = in[0] + (ptrdiff_t)r * run_stride;
      const int8_t *a1 = in[1] + (ptrdiff_t)r * run_stride;
      const int8_t *a2 = in[2] + (ptrdiff_t)r * run_stride;
      for (size_t k = 0; k < run_length; k += 8, w += 64) {
        const __m256i va0 = _mm256_broadcastsi128_si256(
            _mm_cvtepi8_epi16(_mm_loadl_epi64((const __m128i *)(a0 + k))));
        const __m256i va1 = _mm256_broadcastsi128_si256(
            _mm_cvtepi8_epi16(_mm_loadl_epi64((const __m128i *)(a1 + k))));
        const __m256i va2 = _mm256_broadcastsi128_si256(
            _mm_cvtepi8_epi16(_mm_loadl_epi64((const __m128i *)(a2 + k))));

        const __m256i vb01 = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)w));
        vacc0x01 = _mm256_add_epi32(vacc0x01, _mm256_madd_epi16(va0, vb01));
        vacc1x01 = _mm256_add_epi32(vacc1x01, _mm256_madd_epi16(va1, vb01));
        vacc2x01 = _mm256_add_epi32(vacc2x01, _mm256_madd_epi16(va2, vb01));
        const __m256i vb23 = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(w + 16)));
        vacc0x23 = _mm256_add_epi32(vacc0x23, _mm256_madd_epi16(va0, vb23));
        vacc1x23 = _mm256_add_epi32(vacc1x23, _mm256_madd_epi16(va1, vb23));
        vacc2x23 = _mm256_add_epi32(vacc2x23, _mm256_madd_epi16(va2, vb23));
        const __m256i vb45 = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(w + 32)));
        vacc0x45 = _mm256_add_epi32(vacc0x45, _mm256_madd_epi16(va0, vb45));
        vacc1x45 = _mm256_add_epi32(vacc1x45, _mm256_madd_epi16(va1, vb45));
        vacc2x45 = _mm256_add_epi32(vacc2x45, _mm256_madd_epi16(va2, vb45));
        const __m256i vb67 = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(w + 48)));
        vacc0x67 = _mm256_add_epi32(vacc0x67, _mm256_madd_epi16(va0, vb67));
        vacc1x67 = _mm256_add_epi32(vacc1x67, _mm256_madd_epi16(va1, vb67));
        vacc2x67 = _mm256_add_epi32(vacc2x67, _mm256_madd_epi16(va2, vb67));
      }
    }
    const size_t count = channels - n0 < 8 ? channels - n0 : 8;
    const size_t offset = n0 * element;
    const __m256i vacc0 = custos_reduce(vacc0x01, vacc0x23, vacc0x45, vacc0x67);
    const __m256i vacc1 = custos_reduce(vacc1x01, vacc1x23, vacc1x45, vacc1x67);
    const __m256i vacc2 = custos_reduce(vacc2x01, vacc2x23, vacc2x45, vacc2x67);
    custos_store(_mm256_add_epi32(vacc0, vbias), vmultiplier, output, (char *)out[0] + offset,
                 count);
    custos_store(_mm256_add_epi32(vacc1, vbias), vmultiplier, output, (char *)out[1] + offset,
                 count);
    custos_store(_mm256_add_epi32(vacc2, vbias), vmultiplier, output, (char *)out[2] + offset,
                 count);
  }
}
#endif
