#pragma once
#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#include "custos_igemm.h"
#include "requantize_avx2.h"

// What the matrix kernels with tiles of 6 pixels by 16 channels in registers of 256 bits have in common.
enum {
  mr = 6,
  nr = 16,
  // Bytes of a block before its weights.
  header = nr * (sizeof(int32_t) + sizeof(float)),
};

#define CUSTOS_AVX2 __attribute__((target("avx2"), always_inline)) static inline

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
#endif
