#if defined(__x86_64__)
#include <immintrin.h>

#include "custos_winograd.h"
#include "internal/requantize_avx2.h"
#include "internal/winograd_transform.h"

typedef uint32_t vector __attribute__((vector_size(32)));

enum { nr = 16 };

#define CUSTOS_ADD_SCALED(a, b, n) ((a) + ((b) << ((n) == 2 ? 1 : (n) == 4 ? 2 : 3)))
#define CUSTOS_AVX2 __attribute__((target("avx2"), always_inline)) static inline

// Adds the second operand and rounds again; see custos_qs8_vadd_function.
CUSTOS_AVX2 __m256 custos_add_operand(__m256 vscaled, const int8_t *addend,
                                      const struct custos_add *add) {
  const __m256i vb = _mm256_sub_epi32(
      _mm256_cvtepi8_epi32(_mm_loadl_epi64((const __m128i *)addend)),
      _mm256_set1_epi32(add->second_zero_point));
  const __m256 vrounded =
      _mm256_round_ps(vscaled, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
  const __m256 vsum = _mm256_add_ps(
      _mm256_mul_ps(vrounded, _mm256_set1_ps(add->first_multiplier)),
      _mm256_mul_ps(_mm256_cvtepi32_ps(vb), _mm256_set1_ps(add->second_multiplier)));
  return _mm256_min_ps(_mm256_max_ps(vsum, _mm256_set1_ps(add->minimum)),
                       _mm256_set1_ps(add->maximum));
}

CUSTOS_AVX2 void custos_store(__m256 vscaled, int32_t zero_point, int8_t *out) {
  _mm_storel_epi64((__m128i *)out, custos_rounded_avx2(vscaled, zero_point));
}

// 64 times the sums of a tile's 8 channels: rows first, as they are loaded, then columns.
CUSTOS_AVX2 void custos_inverse(const int32_t *m, size_t position_stride, __m256i y[4][4]) {
  vector row[6][4];
#pragma clang loop unroll(full)
  for (size_t i = 0; i < 6; ++i) {
    vector d[6];
#pragma clang loop unroll(full)
    for (size_t x = 0; x < 6; ++x)
      d[x] = (vector)_mm256_loadu_si256((const __m256i *)(m + (6 * i + x) * position_stride));
    CUSTOS_WINOGRAD_OUTPUT(CUSTOS_ADD_SCALED, d[0], d[1], d[2], d[3], d[4], d[5], row[i][0],
                           row[i][1], row[i][2], row[i][3]);
  }
#pragma clang loop unroll(full)
  for (size_t j = 0; j < 4; ++j) {
    vector r[4];
    CUSTOS_WINOGRAD_OUTPUT(CUSTOS_ADD_SCALED, row[0][j], row[1][j], row[2][j], row[3][j], row[4][j],
                           row[5][j], r[0], r[1], r[2], r[3]);
#pragma clang loop unroll(full)
    for (size_t i = 0; i < 4; ++i) y[i][j] = (__m256i)(r[i] * CUSTOS_WINOGRAD_NINTH);
  }
}

// One tile's 8 channels, of which `rows` and `columns` exist, each 4 at most. addend: NULL for none.
CUSTOS_AVX2 void custos_store_tile(__m256i y[4][4], __m256 vmultiplier, int8_t *out, size_t rows,
                                   size_t columns, const int8_t *addend,
                                   const struct custos_winograd_output *output) {
#pragma clang loop unroll(full)
  for (size_t i = 0; i < 4; ++i) {
    if (i >= rows) continue;
#pragma clang loop unroll(full)
    for (size_t j = 0; j < 4; ++j) {
      if (j >= columns) continue;
      const __m256 vscaled = 
          custos_scaled_avx2(y[i][j], vmultiplier, output->minimum, output->maximum);
      int8_t *to = out + (ptrdiff_t)i * output->out_row_stride + j * output->pixel_stride;
      if (addend == NULL) {
        custos_store(vscaled, output->zero_point, to);
      } else {
        const int8_t *from =
            addend + (ptrdiff_t)i * output->addend_row_stride + j * output->pixel_stride;
        custos_store(custos_add_operand(vscaled, from, &output->add), output->add.zero_point, to);
      }
    }
  }
}

// The same for maxima of 2x2 windows, 2 rows and columns at most.
CUSTOS_AVX2 void custos_store_pooled(__m256i y[4][4], __m256 vmultiplier, int8_t *out, size_t rows,
                                     size_t columns, const struct custos_winograd_output *output) {
#pragma clang loop unroll(full)
  for (size_t i = 0; i < 2; ++i) {
    if (i >= rows) continue;
#pragma clang loop unroll(full)
    for (size_t j = 0; j < 2; ++j) {
      if (j >= columns) continue;
      const __m256i vmaximum =
          _mm256_max_epi32(_mm256_max_epi32(y[2 * i][2 * j], y[2 * i][2 * j + 1]),
                           _mm256_max_epi32(y[2 * i + 1][2 * j], y[2 * i + 1][2 * j + 1]));
      custos_store(custos_scaled_avx2(vmaximum, vmultiplier, output->minimum, output->maximum),
                   output->zero_point,
                   out + (ptrdiff_t)i * output->out_row_stride + j * output->pixel_stride);
    }
  }
}

__attribute__((target("avx2"))) void custos_winograd_f4x4_output__avx2(
    size_t tiles, const int32_t *m, size_t position_stride, const float *multipliers,
    int8_t *out, size_t rows, size_t tile_columns, size_t columns, const int8_t *addend,
    const struct custos_winograd_output *output) {
  for (size_t t = 0; t < tiles; ++t, m += nr, columns -= tile_columns) {
    const size_t valid = columns < tile_columns ? columns : tile_columns;
    const size_t offset = t * tile_columns * output->pixel_stride;
    for (size_t n = 0; n < nr; n += 8) {
      const __m256 vmultiplier = _mm256_loadu_ps(multipliers + n);
      __m256i y[4][4];
      custos_inverse(m + n, position_stride, y);
      if (output->pools)
        custos_store_pooled(y, vmultiplier, out + offset + n, rows, valid, output);
      else
        custos_store_tile(y, vmultiplier, out + offset + n, rows, valid,
                          addend == NULL ? NULL : addend + offset + n, output);
    }
  }
}
#endif
