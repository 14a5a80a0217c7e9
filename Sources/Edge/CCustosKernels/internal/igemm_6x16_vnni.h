#pragma once
#if defined(__x86_64__)
#include "igemm_6x16_avx2.h"

// The body of a matrix kernel by vpdpbusd in registers of 256 bits. The including file defines
// CUSTOS_VNNI, the attributes of a function with the instruction, and CUSTOS_DPBUSD(sum, pixels, weights).
//
// Up to 6 pixels by 16 channels, 4 products per channel and step:
//
//                     vb0: channels 0-7, 4 each   vb1: channels 8-15
//   va (pixel i, 4 k) vacc[i][0]                  vacc[i][1]
//
// Inputs become q + 128, by turning their sign bits over, and the packed biases are less by what that adds,
// as in the kernel for 512 bits. 12 accumulators, 2 weights, 1 broadcast, the sign bits.
CUSTOS_VNNI __attribute__((always_inline)) static inline void custos_vnni_tile(
    const size_t pixels, size_t count, size_t runs, size_t run_length, ptrdiff_t run_stride,
    const int8_t *const *in, const char *block, void *const *out, size_t offset,
    const struct custos_clamp_avx2 *clamp, int requantize) {
  const __m256i vsign = _mm256_set1_epi8(INT8_MIN);
  const char *w = block + header;
  __m256i vacc[mr][2];
  custos_start_tile(pixels, block, vacc);
  for (size_t r = 0; r < runs; ++r) {
    const ptrdiff_t start = (ptrdiff_t)r * run_stride;
    for (size_t k = 0; k < run_length; k += 4, w += 4 * nr) {
      const __m256i vb0 = _mm256_loadu_si256((const __m256i *)w);
      const __m256i vb1 = _mm256_loadu_si256((const __m256i *)(w + 32));
#pragma clang loop unroll(full)
      for (size_t i = 0; i < pixels; ++i) {
        int32_t four;
        memcpy(&four, in[i] + start + (ptrdiff_t)k, sizeof four);
        const __m256i va = _mm256_xor_si256(_mm256_set1_epi32(four), vsign);
        vacc[i][0] = CUSTOS_DPBUSD(vacc[i][0], va, vb0);
        vacc[i][1] = CUSTOS_DPBUSD(vacc[i][1], va, vb1);
      }
    }
  }
  custos_store_tile(pixels, count, vacc, block, out, offset, clamp, requantize);
}

// A whole call, see custos_igemm_function.
CUSTOS_VNNI __attribute__((always_inline)) static inline void custos_igemm_6x16_vnni(
    size_t pixels, size_t channels, size_t runs, size_t run_length, ptrdiff_t run_stride,
    const int8_t *const *in, const void *packed, void *const *out,
    const struct custos_output *output) {
  const struct custos_clamp_avx2 clamp =
      custos_clamp_avx2(output->minimum, output->maximum, output->zero_point);
  const size_t element = output->requantize ? sizeof(int8_t) : sizeof(int32_t);
  const char *block = packed;
  for (size_t n0 = 0; n0 < channels; n0 += nr, block += header + nr * runs * run_length) {
    const size_t count = channels - n0 < nr ? channels - n0 : nr;
    CUSTOS_TILES(custos_vnni_tile, count, runs, run_length, run_stride, in + m, block, out + m,
                 n0 * element, &clamp, output->requantize);
  }
}
#endif
