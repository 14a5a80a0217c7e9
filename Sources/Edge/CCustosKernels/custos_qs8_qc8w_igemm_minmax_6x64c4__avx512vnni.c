#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#include "custos_igemm.h"
#include "internal/igemm_block.h"
#include "internal/preconditions.h"
#include "internal/requantize_avx512.h"

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

#define CUSTOS_VNNI                                                                     \
  __attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni"), always_inline)) static \
  inline

// What the tiles of a call share.
struct custos_vnni_layer {
  size_t runs, run_length;
  ptrdiff_t run_stride;
  struct custos_clamp_avx512 clamp;
  int requantize;
};

// Writes the sums of 16 channels, of which `mask` exist, from element `offset` on.
CUSTOS_VNNI void custos_store_sums(const size_t rows, const __m512i *vacc, __mmask16 mask,
                                   void *const *out, size_t offset) {
#pragma clang loop unroll(full)
  for (size_t i = 0; i < rows; ++i)
    _mm512_mask_storeu_epi32((int32_t *)out[i] + offset, mask, vacc[i * most_groups]);
}

// v from its quarter `quarter` on.
CUSTOS_VNNI __m512i custos_from_quarter(__m512i v, const size_t quarter) {
  switch (quarter) {
    case 1: return _mm512_alignr_epi32(v, v, 4);
    case 2: return _mm512_alignr_epi32(v, v, 8);
    case 3: return _mm512_alignr_epi32(v, v, 12);
    default: return v;
  }
}

// Writes `bytes` bytes of a register of outputs, 16, 32, 48 or 64, of which `count` exist.
CUSTOS_VNNI void custos_store_bytes(__m512i v, const size_t bytes, size_t count, int8_t *out) {
  if (count < bytes)
    _mm512_mask_storeu_epi8(out, ((__mmask64)1 << count) - 1, v);
  else if (bytes == 64)
    _mm512_storeu_si512(out, v);
  else if (bytes == 48)
    _mm512_mask_storeu_epi32(out, 0x0FFF, v);
  else if (bytes == 32)
    _mm256_storeu_si256((__m256i *)out, _mm512_castsi512_si256(v));
  else
    _mm_storeu_si128((__m128i *)out, _mm512_castsi512_si128(v));
}

// Writes a tile's outputs, `16 * groups` channels of which `count` exist, at element `offset`. Four registers of
// sums become one of bytes: those of one pixel, or of two or four pixels where it has fewer channels.
CUSTOS_VNNI void custos_store_tile(const size_t rows, const size_t groups,
                                   __m512i vacc[mr][most_groups], const char *multipliers,
                                   size_t count, void *const *out, size_t offset,
                                   const struct custos_vnni_layer *layer) {
  const size_t together = groups > 2 ? 1 : 4 / groups;
#pragma clang loop unroll(full)
  for (size_t first = 0; first < rows; first += together) {
    __m512 v[4];
#pragma clang loop unroll(full)
    for (size_t j = 0; j < 4; ++j) {
      const size_t i = first + j / groups < rows ? first + j / groups : rows - 1;
      v[j] = custos_scaled_avx512(vacc[groups > 2 ? first : i][j % groups],
                                  _mm512_loadu_ps(multipliers + 64 * (j % groups)));
    }
    const __m512i vbytes = custos_quantized_avx512(v, &layer->clamp);
#pragma clang loop unroll(full)
    for (size_t i = first; i < rows && i < first + together; ++i) {
      custos_store_bytes(custos_from_quarter(vbytes, (i - first) * groups), 16 * groups, count,
                         (int8_t *)out[i] + offset);
    }
  }
}

// `rows` pixels by `16 * groups` channels of a packed block, of which `count` channels exist.
CUSTOS_VNNI void custos_vnni_tile(const size_t rows, const size_t groups,
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
  if (layer->requantize) {
    custos_store_tile(rows, groups, vacc, multipliers, count, out, offset, layer);
    return;
  }
#pragma clang loop unroll(full)
  for (size_t g = 0; g < groups; ++g) {
    const size_t left = count - 16 * g;
    const __mmask16 mask = (__mmask16)(left >= 16 ? 0xFFFF : (1u << left) - 1);
    custos_store_sums(rows, &vacc[0][g], mask, out, offset + 16 * g);
  }
}

// All pixels by one packed block.
CUSTOS_VNNI void custos_vnni_block(const size_t groups, size_t pixels,
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
                                          custos_clamp_avx512(output->minimum, output->maximum,
                                                              output->zero_point),
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
