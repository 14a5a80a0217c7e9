#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#include "custos_igemm.h"
#include "internal/requantize_avx2.h"

enum { mr = 6, nr = 16, kr = 2, widened_length = 256 };

#define CUSTOS_AVX2 __attribute__((target("avx2"), always_inline)) static inline

// out[k] = in[k] for k < length. What is left of whole registers is copied by loads that overlap.
CUSTOS_AVX2 void custos_widen(const int8_t *in, size_t length, int16_t *out) {
  if (length >= 16) {
    for (size_t k = 0;; k += 16) {
      if (k + 16 > length) k = length - 16;
      _mm256_storeu_si256((__m256i *)(out + k),
                          _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(in + k))));
      if (k + 16 == length) return;
    }
  }
  if (length >= 8) {
    const __m128i vfirst = _mm_loadl_epi64((const __m128i *)in);
    const __m128i vlast = _mm_loadl_epi64((const __m128i *)(in + length - 8));
    _mm_storeu_si128((__m128i *)out, _mm_cvtepi8_epi16(vfirst));
    _mm_storeu_si128((__m128i *)(out + length - 8), _mm_cvtepi8_epi16(vlast));
    return;
  }
  for (size_t k = 0; k < length; ++k) out[k] = in[k];
}

CUSTOS_AVX2 void custos_store(__m256i vacc, __m256 vmultiplier, const struct custos_output *output,
                              char *out, size_t count) {
  if (!output->requantize) {
    int32_t sums[8];
    _mm256_storeu_si256((__m256i *)sums, vacc);
    memcpy(out, sums, count * sizeof(int32_t));
    return;
  }
  const __m128i vbytes = custos_rounded_avx2(
      custos_scaled_avx2(vacc, vmultiplier, output->minimum, output->maximum),
      output->zero_point);
  if (count == 8) {
    _mm_storel_epi64((__m128i *)out, vbytes);
    return;
  }
  int8_t bytes[16];
  _mm_storeu_si128((__m128i *)bytes, vbytes);
  memcpy(out, bytes, count);
}

// Up to 6 pixels by 16 channels, 2 products a channel and step:
//
//                     vb0: channels 0-7, 2 each   vb1: channels 8-15
//   va (pixel i, 2 k) vacc[i][0]                  vacc[i][1]
//
// Inputs are widened to int16 in pieces first, so that a pair is one broadcast from memory; vpmaddwd adds
// the two products of a channel. 12 accumulators, 2 weights, 1 broadcast, 1 product.
CUSTOS_AVX2 void custos_multiply_tile(const size_t pixels, size_t runs, size_t run_length,
                                      ptrdiff_t run_stride, const int8_t *const *in,
                                      const int8_t *w, __m256i vacc[mr][2]) {
  int16_t widened[mr][widened_length];
  for (size_t r = 0; r < runs; ++r) {
    for (size_t k0 = 0; k0 < run_length; k0 += widened_length) {
      const size_t length = run_length - k0 < widened_length ? run_length - k0 : widened_length;
      for (size_t i = 0; i < pixels; ++i)
        custos_widen(in[i] + (ptrdiff_t)r * run_stride + k0, length, widened[i]);
      for (size_t k = 0; k < length; k += kr, w += kr * nr) {
        const __m256i vb0 = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)w));
        const __m256i vb1 = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(w + 16)));
#pragma clang loop unroll(full)
        for (size_t i = 0; i < pixels; ++i) {
          int32_t pair;
          memcpy(&pair, &widened[i][k], sizeof pair);
          const __m256i va = _mm256_set1_epi32(pair);
          vacc[i][0] = _mm256_add_epi32(vacc[i][0], _mm256_madd_epi16(va, vb0));
          vacc[i][1] = _mm256_add_epi32(vacc[i][1], _mm256_madd_epi16(va, vb1));
        }
      }
    }
  }
}

// One tile of one block; out: the block's first channel of every pixel, `count` of them exist.
CUSTOS_AVX2 void custos_compute_tile(const size_t pixels, size_t count, size_t runs,
                                     size_t run_length, ptrdiff_t run_stride,
                                     const int8_t *const *in, const char *block, void *const *out,
                                     size_t offset, const struct custos_output *output) {
  const __m256i *const bias = (const __m256i *)(const void *)block;
  const float *const multipliers = (const float *)(const void *)block + nr;
  const size_t element = output->requantize ? sizeof(int8_t) : sizeof(int32_t);
  __m256i vacc[mr][2];
#pragma clang loop unroll(full)
  for (size_t i = 0; i < pixels; ++i) {
    vacc[i][0] = _mm256_loadu_si256(bias);
    vacc[i][1] = _mm256_loadu_si256(bias + 1);
  }
  custos_multiply_tile(pixels, runs, run_length, run_stride, in,
                       (const int8_t *)block + nr * (sizeof(int32_t) + sizeof(float)), vacc);
#pragma clang loop unroll(full)
  for (size_t i = 0; i < pixels; ++i) {
    char *to = (char *)out[i] + offset;
    custos_store(vacc[i][0], _mm256_loadu_ps(multipliers), output, to, count < 8 ? count : 8);
    if (count > 8)
      custos_store(vacc[i][1], _mm256_loadu_ps(multipliers + 8), output, to + 8 * element,
                   count - 8);
  }
}

__attribute__((target("avx2"))) void custos_qs8_qc8w_igemm_minmax_6x16c2__avx2(
    size_t pixels, size_t channels, size_t runs, size_t run_length, ptrdiff_t run_stride,
    const int8_t *const *in, const void *packed, void *const *out,
    const struct custos_output *output) {
  const char *block = packed;
  const size_t element = output->requantize ? sizeof(int8_t) : sizeof(int32_t);
  const size_t block_size = nr * (sizeof(int32_t) + sizeof(float) + runs * run_length);
  for (size_t n0 = 0; n0 < channels; n0 += nr, block += block_size) {
    const size_t count = channels - n0 < nr ? channels - n0 : nr;
    const size_t offset = n0 * element;
#define CUSTOS_TILE(n)                                                                        \
  custos_compute_tile(n, count, runs, run_length, run_stride, in + m, block, out + m, offset, \
                      output)
    size_t m = 0;
    for (; m + mr <= pixels; m += mr) CUSTOS_TILE(mr);
    switch (pixels - m) {
      case 5: CUSTOS_TILE(5); break;
      case 4: CUSTOS_TILE(4); break;
      case 3: CUSTOS_TILE(3); break;
      case 2: CUSTOS_TILE(2); break;
      case 1: CUSTOS_TILE(1); break;
      default: break;
    }
#undef CUSTOS_TILE
  }
}
#endif
