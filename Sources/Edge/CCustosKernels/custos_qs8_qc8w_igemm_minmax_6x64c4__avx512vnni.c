#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#include "custos_igemm.h"
#include "internal/igemm_block.h"
#include "internal/preconditions.h"

// Tile: 6 pixels by 64 channels, 4 products a step, for CPUs with AVX-512 VNNI.
//
//                   vb[0]: channels 0-15, 4 products each   vb[1]: 16-31   ...
//   va (pixel i)    vacc[i][0]                              vacc[i][1]     ...
//
// vpdpbusd multiplies unsigned with signed bytes and adds 4 products to a sum without saturation. So
// inputs become q + 128, by turning their sign bits over; what that adds to every sum, 128 times the
// sum of the weights, is taken off the packed bias. Sums overflow on the way at most, modulo 2^32.
// The last blocks are 48, 32 or 16 channels wide.
enum { mr = 6, nr = 64, ns = 16, kr = 4, most_groups = nr / ns };

#define CUSTOS_AVX512                                                                  \
  __attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni"), always_inline)) static \
  inline

// What the tiles of a call share.
struct custos_vnni_layer {
  size_t runs, run_length;
  ptrdiff_t run_stride;
  __m512 minimum, maximum;
  __m512i zero_point;
  int requantize;
};

// Writes 16 sums' outputs, of which `mask` exist, at element `offset`.
CUSTOS_AVX512 void custos_store_group(__m512i vsum, __m512 vmultiplier, __mmask16 mask, void *out,
                                      size_t offset, const struct custos_vnni_layer *layer) {
  if (!layer->requantize) {
    _mm512_mask_storeu_epi32((int32_t *)out + offset, mask, vsum);
    return;
  }
  const __m512 vscaled = _mm512_mul_ps(_mm512_cvtepi32_ps(vsum), vmultiplier);
  const __m512 vclamped = _mm512_max_ps(_mm512_min_ps(vscaled, layer->maximum), layer->minimum);
  const __m512i vq = _mm512_add_epi32(_mm512_cvtps_epi32(vclamped), layer->zero_point);
  _mm_mask_storeu_epi8((int8_t *)out + offset, mask, _mm512_cvtepi32_epi8(vq));
}

// `rows` pixels by `16 * groups` channels of a packed block, of which `count` channels exist.
CUSTOS_AVX512 void custos_vnni_tile(const size_t rows, const size_t groups,
                                    const struct custos_vnni_layer *layer,
                                    const int8_t *const *in, const char *block, size_t count,
                                    void *const *out, size_t offset) {
  const __m512i vsign = _mm512_set1_epi8(INT8_MIN);
  __m512i vacc[mr][most_groups];
#pragma clang loop unroll(full)
  for (size_t i = 0; i < rows; ++i)
#pragma clang loop unroll(full)
    for (size_t g = 0; g < groups; ++g) vacc[i][g] = _mm512_loadu_si512(block + 64 * g);
  const char *const multipliers = block + 64 * groups;
  const char *w = block + 128 * groups;
  for (size_t r = 0; r < layer->runs; ++r) {
    const ptrdiff_t start = (ptrdiff_t)r * layer->run_stride;
    for (size_t k = 0; k < layer->run_length; k += kr, w += 64 * groups) {
      __m512i vb[most_groups];
#pragma clang loop unroll(full)
      for (size_t g = 0; g < groups; ++g) vb[g] = _mm512_loadu_si512(w + 64 * g);
#pragma clang loop unroll(full)
      for (size_t i = 0; i < rows; ++i) {
        int32_t four;
        memcpy(&four, in[i] + start + (ptrdiff_t)k, sizeof four);
        const __m512i va = _mm512_xor_si512(_mm512_set1_epi32(four), vsign);
#pragma clang loop unroll(full)
        for (size_t g = 0; g < groups; ++g) vacc[i][g] = _mm512_dpbusd_epi32(vacc[i][g], va, vb[g]);
      }
    }
  }
#pragma clang loop unroll(full)
  for (size_t g = 0; g < groups; ++g) {
    const __m512 vmultiplier = _mm512_loadu_ps(multipliers + 64 * g);
    const size_t left = count - 16 * g;
    const __mmask16 mask = (__mmask16)(left >= 16 ? 0xFFFF : (1u << left) - 1);
#pragma clang loop unroll(full)
    for (size_t i = 0; i < rows; ++i)
      custos_store_group(vacc[i][g], vmultiplier, mask, out[i], offset + 16 * g, layer);
  }
}

// All pixels by one packed block.
CUSTOS_AVX512 void custos_vnni_block(const size_t groups, size_t pixels,
                                     const struct custos_vnni_layer *layer,
                                     const int8_t *const *in, const char *block, size_t count,
                                     void *const *out, size_t offset) {
  for (; pixels >= mr; pixels -= mr, in += mr, out += mr)
    custos_vnni_tile(mr, groups, layer, in, block, count, out, offset);
  switch (pixels) {
    case 5: custos_vnni_tile(5, groups, layer, in, block, count, out, offset); break;
    case 4: custos_vnni_tile(4, groups, layer, in, block, count, out, offset); break;
    case 3: custos_vnni_tile(3, groups, layer, in, block, count, out, offset); break;
    case 2: custos_vnni_tile(2, groups, layer, in, block, count, out, offset); break;
    case 1: custos_vnni_tile(1, groups, layer, in, block, count, out, offset); break;
    default: break;
  }
}

__attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni"))) void
custos_qs8_qc8w_igemm_minmax_6x64c4__avx512vnni(size_t pixels, size_t channels, size_t runs,
                                                size_t run_length, ptrdiff_t run_stride,
                                                const int8_t *const *in, const void *packed,
                                                void *const *out,
                                                const struct custos_output *output) {
  CUSTOS_REQUIRE_IGEMM(kr);
  const struct custos_vnni_layer layer = {runs,
                                          run_length,
                                          run_stride,
                                          _mm512_set1_ps(output->minimum),
                                          _mm512_set1_ps(output->maximum),
                                          _mm512_set1_epi32(output->zero_point),
                                          output->requantize};
  const char *block = packed;
  for (size_t n0 = 0, width; n0 < channels; n0 += width) {
    width = custos_igemm_block_width(channels - n0, nr, ns);
    const size_t count = channels - n0 < width ? channels - n0 : width;
    switch (width / ns) {
      case 4: custos_vnni_block(4, pixels, &layer, in, block, count, out, n0); break;
      case 3: custos_vnni_block(3, pixels, &layer, in, block, count, out, n0); break;
      case 2: custos_vnni_block(2, pixels, &layer, in, block, count, out, n0); break;
      default: custos_vnni_block(1, pixels, &layer, in, block, count, out, n0); break;
    }
    block += width * (sizeof(int32_t) + sizeof(float) + runs * run_length);
  }
}
#endif
