#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#include "internal/winograd_positions.h"
#include "internal/winograd_preconditions.h"

enum { mr = 12, nr = 16 };

#define CUSTOS_AVX512 \
  __attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni"), always_inline)) static inline

// Up to 12 tiles by 16 output channels, 2 input channels a step: vpdpwssd multiplies the 16 channels'
// pairs of weights with one pair of inputs, broadcast from memory, and adds both products. 12
// accumulators, 1 weight. `fetch`: bytes from the weights in use to those of the next position, which are
// brought into the second-level cache, since the first one has no room for both; 0 for none.
CUSTOS_AVX512 void custos_multiply_rows(const size_t count, size_t channels, const int16_t *a,
                                        size_t a_stride, const int16_t *b, const int32_t *start,
                                        size_t start_stride, int32_t *m, size_t fetch) {
  __m512i vacc[mr];
#pragma clang loop unroll(full)
  for (size_t i = 0; i < count; ++i) vacc[i] = _mm512_loadu_si512(start + i * start_stride);
  for (size_t k = 0; k < channels; k += 2, b += 2 * nr) {
    if (fetch > 0) __builtin_prefetch((const char *)b + fetch, 0, 2);
    const __m512i vb = _mm512_loadu_si512(b);
#pragma clang loop unroll(full)
    for (size_t i = 0; i < count; ++i) {
      int32_t pair;
      memcpy(&pair, a + i * a_stride + k, sizeof pair);
      vacc[i] = _mm512_dpwssd_epi32(vacc[i], vb, _mm512_set1_epi32(pair));
    }
  }
#pragma clang loop unroll(full)
  for (size_t i = 0; i < count; ++i) _mm512_storeu_si512(m + i * nr, vacc[i]);
}

CUSTOS_AVX512 void custos_multiply_position(size_t left, size_t channels, const int16_t *a,
                                            size_t a_stride, const int16_t *u,
                                            const int32_t *start, size_t step, int32_t *to,
                                            size_t fetch) {
#define CUSTOS_ROWS(n) custos_multiply_rows(n, channels, a, a_stride, u, start, step, to, fetch)
  for (; left >= mr; left -= mr, a += mr * a_stride, start += mr * step, to += mr * nr) {
    CUSTOS_ROWS(mr);
    fetch = 0;
  }
  switch (left) {
    case 11: CUSTOS_ROWS(11); break;
    case 10: CUSTOS_ROWS(10); break;
    case 9: CUSTOS_ROWS(9); break;
    case 8: CUSTOS_ROWS(8); break;
    case 7: CUSTOS_ROWS(7); break;
    case 6: CUSTOS_ROWS(6); break;
    case 5: CUSTOS_ROWS(5); break;
    case 4: CUSTOS_ROWS(4); break;
    case 3: CUSTOS_ROWS(3); break;
    case 2: CUSTOS_ROWS(2); break;
    case 1: CUSTOS_ROWS(1); break;
    default: break;
  }
#undef CUSTOS_ROWS
}

__attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni"))) void
custos_winograd_f4x4_multiply_12x16c2__avx512vnni(
    size_t row, const struct custos_winograd_tiles *tiles, size_t channels, const int16_t *v,
    size_t tile_stride, size_t position_stride, const int16_t *u, const int32_t *bias,
    int32_t *m) {
  CUSTOS_REQUIRE_WINOGRAD_MULTIPLY(nr);
  const size_t fetch = channels * nr * sizeof *u;
  for (size_t x = 0; x < custos_winograd_side; ++x, u += channels * nr) {
    const struct custos_winograd_position position =
        custos_winograd_position(tiles, row, x, bias, m);
    const size_t p = row * custos_winograd_side + x;
    custos_multiply_position(position.end - position.first, channels,
                             v + p * position_stride + position.first * tile_stride, tile_stride,
                             u, position.start, position.start_stride,
                             m + p * tiles->product_stride + position.first * nr, fetch);
  }
}
#endif
