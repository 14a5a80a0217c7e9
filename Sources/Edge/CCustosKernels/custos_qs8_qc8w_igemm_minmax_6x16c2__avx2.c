#if defined(__x86_64__)
#include "internal/igemm_6x16_avx2.h"
#include "internal/preconditions.h"

enum {
  kr = 2,
  widened_length = 256,
  // Most bytes of weights that stay in the first-level cache beside a tile.
  near_weights = 16 << 10,
};

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
