#if defined(__x86_64__)
#define CUSTOS_TARGET __attribute__((target("avx2")))
// vpmaddwd adds the two products of a channel.
#define CUSTOS_ADD_PAIRS(sum, tile, weights) _mm256_add_epi32(sum, _mm256_madd_epi16(tile, weights))
#include "internal/winograd_multiply_6x16.h"

CUSTOS_TARGET void custos_winograd_f4x4_multiply_6x16c2__avx2(
    size_t row, const struct custos_winograd_tiles *tiles, size_t channels, const int16_t *v,
    size_t tile_stride, size_t position_stride, const int16_t *u, const int32_t *bias,
    int32_t *m) {
  CUSTOS_REQUIRE_WINOGRAD_MULTIPLY(nr);
  custos_winograd_multiply_6x16(row, tiles, channels, v, tile_stride, position_stride, u, bias, m);
}
#endif
