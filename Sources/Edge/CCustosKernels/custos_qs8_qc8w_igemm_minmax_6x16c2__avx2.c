#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#include "custos_igemm.h"
#include "internal/preconditions.h"
#include "internal/requantize_avx2.h"

enum {
  mr = 6,
  nr = 16,
  kr = 2,
  widened_length = 256,
  // Most bytes of weights that stay in the first-level cache beside a tile.
  near_weights = 16 << 10,
  // Bytes of a block before its weights.
  header = nr * (sizeof(int32_t) + sizeof(float)),
};

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

CUSTOS_AVX2 void custos_widen_tile(const size_t pixels, const int8_t *const *in, ptrdiff_t offset,
                                   size_t length, int16_t widened[mr][widened_length]) {
#pragma clang loop unroll(full)
  for (size_t i = 0; i < pixels; ++i) custos_widen(in[i] + offset, length, widened[i]);
}

// Up to 6 pixels by 16 channels, 2 products per channel and step:
//
//                     vb0: channels 0-7, 2 each   vb1: channels 8-15
//   va (pixel i, 2 k) vacc[i][0]                  vacc[i][1]
//
// Inputs are widened to int16 first, so that a pair is one broadcast from memory; vpmaddwd adds the two
// products of a channel. 12 accumulators, 2 weights, 1 broadcast, 1 product.
CUSTOS_AVX2 void custos_multiply_piece(const size_t pixels, size_t length,
                                       int16_t widened[mr][widened_length], const int8_t *w,
                                       __m256i vacc[mr][2]) {
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

CUSTOS_AVX2 void custos_start_tile(const size_t pixels, const char *block, __m256i vacc[mr][2]) {
  const __m256i *const bias = (const __m256i *)(const void *)block;
#pragma clang loop unroll(full)
  for (size_t i = 0; i < pixels; ++i) {
    vacc[i][0] = _mm256_loadu_si256(bias);
    vacc[i][1] = _mm256_loadu_si256(bias + 1);
  }
}

// Stores a tile's 16 channels, of which the first `count` exist.
CUSTOS_AVX2 void custos_store_tile(const size_t pixels, size_t count, __m256i vacc[mr][2],
                                   const char *block, void *const *out, size_t offset,
                                   const struct custos_clamp_avx2 *clamp, int requantize) {
  if (!requantize) {
#pragma clang loop unroll(full)
    for (size_t i = 0; i < pixels; ++i) {
      int32_t sums[nr];
      _mm256_storeu_si256((__m256i *)sums, vacc[i][0]);
      _mm256_storeu_si256((__m256i *)(sums + 8), vacc[i][1]);
      memcpy((char *)out[i] + offset, sums, count * sizeof(int32_t));
    }
    return;
  }
  const float *const multipliers = (const float *)(const void *)block + nr;
  const __m256 vmultiplier0 = _mm256_loadu_ps(multipliers);
  const __m256 vmultiplier1 = _mm256_loadu_ps(multipliers + 8);
#pragma clang loop unroll(full)
  for (size_t i = 0; i < pixels; i += 2) {
    const size_t next = i + 1 < pixels ? i + 1 : i;
    const __m256i vbytes = custos_quantized_avx2(
        custos_scaled_avx2(vacc[i][0], vmultiplier0), custos_scaled_avx2(vacc[i][1], vmultiplier1),
        custos_scaled_avx2(vacc[next][0], vmultiplier0),
        custos_scaled_avx2(vacc[next][1], vmultiplier1), clamp);
    if (count == nr) {
      _mm_storeu_si128((__m128i *)((char *)out[i] + offset), _mm256_castsi256_si128(vbytes));
      if (next > i)
        _mm_storeu_si128((__m128i *)((char *)out[next] + offset),
                         _mm256_extracti128_si256(vbytes, 1));
      continue;
    }
    int8_t bytes[2 * nr];
    _mm256_storeu_si256((__m256i *)bytes, vbytes);
    memcpy((char *)out[i] + offset, bytes, count);
    memcpy((char *)out[next] + offset, bytes + (next - i) * nr, count);
  }
}

// What the tiles of a call share.
struct custos_layer {
  size_t channels, runs, run_length;
  ptrdiff_t run_stride;
  const char *packed;
  size_t block_size;
  struct custos_clamp_avx2 clamp;
  int requantize;
};

CUSTOS_AVX2 size_t custos_channel_size(const struct custos_layer *layer) {
  return layer->requantize ? sizeof(int8_t) : sizeof(int32_t);
}

CUSTOS_AVX2 size_t custos_block_channels(const struct custos_layer *layer, size_t n0) {
  return layer->channels - n0 < nr ? layer->channels - n0 : nr;
}

// One tile of the block of 16 channels that begins with channel n0.
CUSTOS_AVX2 void custos_compute_tile(const size_t pixels, const struct custos_layer *layer,
                                     size_t n0, const int8_t *const *in, void *const *out) {
  const char *const block = layer->packed + n0 / nr * layer->block_size;
  const int8_t *w = (const int8_t *)block + header;
  int16_t widened[mr][widened_length];
  __m256i vacc[mr][2];
  custos_start_tile(pixels, block, vacc);
  for (size_t r = 0; r < layer->runs; ++r) {
    for (size_t k0 = 0; k0 < layer->run_length; k0 += widened_length) {
      const size_t left = layer->run_length - k0;
      const size_t length = left < widened_length ? left : widened_length;
      custos_widen_tile(pixels, in, (ptrdiff_t)r * layer->run_stride + (ptrdiff_t)k0, length,
                        widened);
      custos_multiply_piece(pixels, length, widened, w, vacc);
      w += length * nr;
    }
  }
  custos_store_tile(pixels, custos_block_channels(layer, n0), vacc, block, out,
                    n0 * custos_channel_size(layer), &layer->clamp, layer->requantize);
}

// One tile of all channels, of a single run that is short enough to be widened at once; for weights that stay
// in the first-level cache.
CUSTOS_AVX2 void custos_compute_short_tile(const size_t pixels, const struct custos_layer *layer,
                                           const int8_t *const *in, void *const *out) {
  int16_t widened[mr][widened_length];
  custos_widen_tile(pixels, in, 0, layer->run_length, widened);
  for (size_t n0 = 0; n0 < layer->channels; n0 += nr) {
    const char *const block = layer->packed + n0 / nr * layer->block_size;
    __m256i vacc[mr][2];
    custos_start_tile(pixels, block, vacc);
    custos_multiply_piece(pixels, layer->run_length, widened, (const int8_t *)block + header,
                          vacc);
    custos_store_tile(pixels, custos_block_channels(layer, n0), vacc, block, out,
                      n0 * custos_channel_size(layer), &layer->clamp, layer->requantize);
  }
}

// Calls tile(n, ...) with m at 0, 6, ..., n being a constant in each call.
#define CUSTOS_TILES(tile, ...)                                 \
  do {                                                          \
    size_t m = 0;                                               \
    for (; m + mr <= pixels; m += mr) tile(mr, __VA_ARGS__);    \
    switch (pixels - m) {                                       \
      case 5: tile(5, __VA_ARGS__); break;                      \
      case 4: tile(4, __VA_ARGS__); break;                      \
      case 3: tile(3, __VA_ARGS__); break;                      \
      case 2: tile(2, __VA_ARGS__); break;                      \
      case 1: tile(1, __VA_ARGS__); break;                      \
      default: break;                                           \
    }                                                           \
  } while (0)

__attribute__((target("avx2"))) void custos_qs8_qc8w_igemm_minmax_6x16c2__avx2(
    size_t pixels, size_t channels, size_t runs, size_t run_length, ptrdiff_t run_stride,
    const int8_t *const *in, const void *packed, void *const *out,
    const struct custos_output *output) {
  CUSTOS_REQUIRE_IGEMM(kr);
  const struct custos_layer layer = {
      channels,   runs,
      run_length, run_stride,
      packed,     header + nr * runs * run_length,
      custos_clamp_avx2(output->minimum, output->maximum, output->zero_point), output->requantize};
  if (runs == 1 && run_length <= widened_length && channels * run_length <= near_weights) {
    CUSTOS_TILES(custos_compute_short_tile, &layer, in + m, out + m);
    return;
  }
  for (size_t n0 = 0; n0 < channels; n0 += nr)
    CUSTOS_TILES(custos_compute_tile, &layer, n0, in + m, out + m);
}
#endif
