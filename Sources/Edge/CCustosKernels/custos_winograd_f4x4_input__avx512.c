#if defined(__x86_64__)
#include <immintrin.h>

#include "custos_winograd.h"
#include "internal/winograd_preconditions.h"
#include "internal/winograd_transform.h"

typedef int16_t vector __attribute__((vector_size(64)));

#define CUSTOS_AVX512 __attribute__((target("avx512f,avx512bw,avx512vl"), always_inline)) static inline
#define CUSTOS_ADD_FOUR(a, b) ((a) + ((b) << 2))
#define CUSTOS_SUBTRACT_FOUR(a, b) ((a) - ((b) << 2))

// 32 channels of one tile, or only the first 16: columns first, then rows, as they are stored.
CUSTOS_AVX512 void custos_transform(const int half, const int8_t *const rows[6], size_t offset,
                                    size_t channels, int16_t *to, size_t position_stride) {
  vector column[6][6];
#pragma clang loop unroll(full)
  for (size_t x = 0; x < 6; ++x) {
    vector d[6];
#pragma clang loop unroll(full)
    for (size_t y = 0; y < 6; ++y) {
      const int8_t *const from = rows[y] + offset + x * channels;
      d[y] = (vector)_mm512_cvtepi8_epi16(
          half ? _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)from))
               : _mm256_loadu_si256((const __m256i *)from));
    }
    CUSTOS_WINOGRAD_INPUT(CUSTOS_ADD_FOUR, CUSTOS_SUBTRACT_FOUR, d[0], d[1], d[2], d[3], d[4],
                          d[5], column[0][x], column[1][x], column[2][x], column[3][x],
                          column[4][x], column[5][x]);
  }
#pragma clang loop unroll(full)
  for (size_t y = 0; y < 6; ++y) {
    vector r[6];
    CUSTOS_WINOGRAD_INPUT(CUSTOS_ADD_FOUR, CUSTOS_SUBTRACT_FOUR, column[y][0], column[y][1],
                          column[y][2], column[y][3], column[y][4], column[y][5], r[0], r[1], r[2],
                          r[3], r[4], r[5]);
#pragma clang loop unroll(full)
    for (size_t x = 0; x < 6; ++x, to += position_stride) {
      if (half)
        _mm256_storeu_si256((__m256i *)to, _mm512_castsi512_si256((__m512i)r[x]));
      else
        _mm512_storeu_si512(to, (__m512i)r[x]);
    }
  }
}

__attribute__((target("avx512f,avx512bw,avx512vl"))) void custos_winograd_f4x4_input__avx512(
    size_t channels, size_t tiles, size_t tile_columns, const int8_t *const rows[6], int16_t *v,
    size_t position_stride) {
  CUSTOS_REQUIRE_WINOGRAD_INPUT();
  for (size_t t = 0; t < tiles; ++t, v += channels) {
    const size_t first = t * tile_columns * channels;
    size_t c = 0;
    for (; c + 32 <= channels; c += 32)
      custos_transform(0, rows, first + c, channels, v + c, position_stride);
    if (c < channels) custos_transform(1, rows, first + c, channels, v + c, position_stride);
  }
}
#endif
