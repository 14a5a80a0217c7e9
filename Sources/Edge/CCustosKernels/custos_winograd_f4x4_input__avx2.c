#if defined(__x86_64__)
#include <immintrin.h>

#include "custos_winograd.h"
#include "internal/winograd_preconditions.h"
#include "internal/winograd_transform.h"

typedef int16_t vector __attribute__((vector_size(32)));

#define CUSTOS_ADD_FOUR(a, b) ((a) + ((b) << 2))
#define CUSTOS_SUBTRACT_FOUR(a, b) ((a) - ((b) << 2))

// 16 channels a step: columns first, then rows, as they are stored.
__attribute__((target("avx2"))) void custos_winograd_f4x4_input__avx2(
    size_t channels, size_t tiles, size_t tile_columns, const int8_t *const rows[6], int16_t *v,
    size_t position_stride) {
  CUSTOS_REQUIRE_WINOGRAD_INPUT();
  for (size_t t = 0; t < tiles; ++t, v += channels) {
    const size_t first = t * tile_columns * channels;
    for (size_t c = 0; c < channels; c += 16) {
      vector column[6][6];
#pragma clang loop unroll(full)
      for (size_t x = 0; x < 6; ++x) {
        vector d[6];
#pragma clang loop unroll(full)
        for (size_t y = 0; y < 6; ++y)
          d[y] = (vector)_mm256_cvtepi8_epi16(
              _mm_loadu_si128((const __m128i *)(rows[y] + first + x * channels + c)));
        CUSTOS_WINOGRAD_INPUT(CUSTOS_ADD_FOUR, CUSTOS_SUBTRACT_FOUR, d[0], d[1], d[2], d[3], d[4],
                              d[5], column[0][x], column[1][x], column[2][x], column[3][x],
                              column[4][x], column[5][x]);
      }
      int16_t *to = v + c;
#pragma clang loop unroll(full)
      for (size_t y = 0; y < 6; ++y) {
        vector r[6];
        CUSTOS_WINOGRAD_INPUT(CUSTOS_ADD_FOUR, CUSTOS_SUBTRACT_FOUR, column[y][0], column[y][1],
                              column[y][2], column[y][3], column[y][4], column[y][5], r[0], r[1],
                              r[2], r[3], r[4], r[5]);
#pragma clang loop unroll(full)
        for (size_t x = 0; x < 6; ++x, to += position_stride)
          _mm256_storeu_si256((__m256i *)to, (__m256i)r[x]);
      }
    }
  }
}
#endif
