#if defined(__x86_64__)
#include <immintrin.h>

#include "custos_winograd.h"
#include "internal/requantize_avx512.h"
#include "internal/winograd_preconditions.h"
#include "internal/winograd_transform.h"

typedef uint32_t vector __attribute__((vector_size(64)));

enum { nr = 16 };

#define CUSTOS_ADD_SCALED(a, b, n) ((a) + ((b) << ((n) == 2 ? 1 : (n) == 4 ? 2 : 3)))

// 64 times the sums of a tile's 16 channels: rows first, as they are loaded, then columns.
CUSTOS_AVX512 void custos_inverse(const int32_t *m, size_t product_stride, __m512i y[4][4]) {
  vector row[6][4];
#pragma clang loop unroll(full)
  for (size_t i = 0; i < 6; ++i) {
    vector d[6];
#pragma clang loop unroll(full)
    for (size_t x = 0; x < 6; ++x)
      d[x] = (vector)_mm512_loadu_si512(m + (6 * i + x) * product_stride);
    CUSTOS_WINOGRAD_OUTPUT(CUSTOS_ADD_SCALED, d[0], d[1], d[2], d[3], d[4], d[5], row[i][0],
                           row[i][1], row[i][2], row[i][3]);
  }
#pragma clang loop unroll(full)
  for (size_t j = 0; j < 4; ++j) {
    vector r[4];
    CUSTOS_WINOGRAD_OUTPUT(CUSTOS_ADD_SCALED, row[0][j], row[1][j], row[2][j], row[3][j], row[4][j],
                           row[5][j], r[0], r[1], r[2], r[3]);
#pragma clang loop unroll(full)
    for (size_t i = 0; i < 4; ++i) y[i][j] = (__m512i)(r[i] * CUSTOS_WINOGRAD_NINTH);
  }
}

// Stores 16 bytes each of `columns` pixels, 4 at most.
CUSTOS_AVX512 void custos_store_pixels(__m512i vbytes, int8_t *out, size_t pixel_stride,
                                       size_t columns) {
  _mm_storeu_si128((__m128i *)out, _mm512_castsi512_si128(vbytes));
  if (columns > 1)
    _mm_storeu_si128((__m128i *)(out + pixel_stride), _mm512_extracti32x4_epi32(vbytes, 1));
  if (columns > 2)
    _mm_storeu_si128((__m128i *)(out + 2 * pixel_stride), _mm512_extracti32x4_epi32(vbytes, 2));
  if (columns > 3)
    _mm_storeu_si128((__m128i *)(out + 3 * pixel_stride), _mm512_extracti32x4_epi32(vbytes, 3));
}

// One tile's 16 channels, of which `rows` and `columns` exist, each 4 at most.
CUSTOS_AVX512 void custos_store_tile(__m512i y[4][4], __m512 vmultiplier, int8_t *out, size_t rows,
                                     size_t columns, const struct custos_clamp_avx512 *clamp,
                                     const struct custos_winograd_output *output) {
#pragma clang loop unroll(full)
  for (size_t i = 0; i < 4; ++i, out += output->out_row_stride) {
    if (i >= rows) continue;
    const __m512 vscaled[4] = {
        custos_scaled_avx512(y[i][0], vmultiplier), custos_scaled_avx512(y[i][1], vmultiplier),
        custos_scaled_avx512(y[i][2], vmultiplier), custos_scaled_avx512(y[i][3], vmultiplier)};
    custos_store_pixels(custos_quantized_avx512(vscaled, clamp), out, output->pixel_stride,
                        columns);
  }
}

// 16 sums times 64 to outputs less their zero point, rounded and clamped, plus the second operand's 16 bytes,
// not rounded again; see custos_qs8_vadd_function.
CUSTOS_AVX512 __m512 custos_add_operand(__m512i vsum, __m512 vmultiplier, const int8_t *addend,
                                        const struct custos_winograd_output *output) {
  const struct custos_add *const add = &output->add;
  const __m512 vclamped = _mm512_min_ps(
      _mm512_max_ps(custos_scaled_avx512(vsum, vmultiplier), _mm512_set1_ps(output->minimum)),
      _mm512_set1_ps(output->maximum));
  const __m512 vrounded =
      _mm512_roundscale_ps(vclamped, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
  const __m512 vb = custos_centred_avx512(addend, _mm512_set1_epi32(add->second_zero_point));
  return _mm512_add_ps(_mm512_mul_ps(vrounded, _mm512_set1_ps(add->first_multiplier)),
                       _mm512_mul_ps(vb, _mm512_set1_ps(add->second_multiplier)));
}

// The same as custos_store_tile with a second operand, of which what does not exist is not read; clamp is that
// of the sum.
CUSTOS_AVX512 void custos_store_sum(__m512i y[4][4], __m512 vmultiplier, int8_t *out, size_t rows,
                                    size_t columns, const int8_t *addend,
                                    const struct custos_clamp_avx512 *clamp,
                                    const struct custos_winograd_output *output) {
#pragma clang loop unroll(full)
  for (size_t i = 0; i < 4; ++i, out += output->out_row_stride) {
    if (i >= rows) continue;
    const int8_t *const from = addend + (ptrdiff_t)i * output->addend_row_stride;
    __m512 vsum[4];
#pragma clang loop unroll(full)
    for (size_t j = 0; j < 4; ++j)
      vsum[j] = custos_add_operand(
          y[i][j], vmultiplier, from + (j < columns ? j : 0) * output->pixel_stride, output);
    custos_store_pixels(custos_quantized_avx512(vsum, clamp), out, output->pixel_stride, columns);
  }
}

// The same for maxima of 2x2 windows, 2 rows and columns at most.
CUSTOS_AVX512 void custos_store_pooled(__m512i y[4][4], __m512 vmultiplier, int8_t *out,
                                       size_t rows, size_t columns,
                                       const struct custos_clamp_avx512 *clamp,
                                       const struct custos_winograd_output *output) {
  __m512 vmaximum[4];
#pragma clang loop unroll(full)
  for (size_t i = 0; i < 2; ++i)
#pragma clang loop unroll(full)
    for (size_t j = 0; j < 2; ++j)
      vmaximum[2 * i + j] = custos_scaled_avx512(
          _mm512_max_epi32(_mm512_max_epi32(y[2 * i][2 * j], y[2 * i][2 * j + 1]),
                           _mm512_max_epi32(y[2 * i + 1][2 * j], y[2 * i + 1][2 * j + 1])),
          vmultiplier);
  const __m512i vbytes = custos_quantized_avx512(vmaximum, clamp);
  custos_store_pixels(vbytes, out, output->pixel_stride, columns);
  if (rows < 2) return;
  custos_store_pixels(_mm512_shuffle_i32x4(vbytes, vbytes, 0xE), out + output->out_row_stride,
                      output->pixel_stride, columns);
}

__attribute__((target("avx512f,avx512bw,avx512vl"))) void custos_winograd_f4x4_output__avx512(
    size_t tiles, const int32_t *m, size_t product_stride, const float *multipliers, int8_t *out,
    size_t rows, size_t tile_columns, size_t columns, const int8_t *addend,
    const struct custos_winograd_output *output) {
  CUSTOS_REQUIRE_WINOGRAD_OUTPUT(nr);
  const struct custos_clamp_avx512 clamp =
      addend == NULL
          ? custos_clamp_avx512(output->minimum, output->maximum, output->zero_point)
          : custos_clamp_avx512(output->add.minimum, output->add.maximum, output->add.zero_point);
  const __m512 vmultiplier = _mm512_loadu_ps(multipliers);
  for (size_t t = 0; t < tiles; ++t, m += nr, columns -= tile_columns) {
    const size_t valid = columns < tile_columns ? columns : tile_columns;
    const size_t offset = t * tile_columns * output->pixel_stride;
    __m512i y[4][4];
    custos_inverse(m, product_stride, y);
    if (output->pools)
      custos_store_pooled(y, vmultiplier, out + offset, rows, valid, &clamp, output);
    else if (addend != NULL)
      custos_store_sum(y, vmultiplier, out + offset, rows, valid, addend + offset, &clamp, output);
    else
      custos_store_tile(y, vmultiplier, out + offset, rows, valid, &clamp, output);
  }
}
#endif
