#pragma once
#if defined(__aarch64__)
#include <stddef.h>
#include <stdint.h>

#include "winograd_positions.h"
#include "winograd_tail_neon.h"

// Multiplies 4 tiles by 16 output channels, for the kernels written in assembly:
//
//                       v8 v9 (v10 v11, ...): 16 output channels of one input channel
//   tile 0: v0 v1       v16 v17 v18 v19
//   tile 1: v2 v3       v20 v21 v22 v23
//   tile 2: v4 v5       v24 v25 v26 v27
//   tile 3: v6 v7       v28 v29 v30 v31
//
// a: 4 rows of `channels` int16, a multiple of 16, a_stride elements apart. b: [channels][16]. start: what the
// sums start from, [16] a tile, start_stride elements apart. m: [4][16].
typedef void custos_multiply_4_function(size_t channels, const int16_t *a, size_t a_stride,
                                        const int16_t *b, const int32_t *start,
                                        size_t start_stride, int32_t *m);

// One row of positions; see custos_winograd_multiply_function.
__attribute__((always_inline)) static inline void custos_multiply_positions(
    custos_multiply_4_function *multiply_4, size_t row, const struct custos_winograd_tiles *tiles,
    size_t channels, const int16_t *v, size_t tile_stride, size_t position_stride,
    const int16_t *u, const int32_t *bias, int32_t *m) {
  enum { mr = 4, nr = 16 };
  for (size_t x = 0; x < custos_winograd_side; ++x, u += channels * nr) {
    const struct custos_winograd_position position =
        custos_winograd_position(tiles, row, x, bias, m);
    const size_t p = row * custos_winograd_side + x, step = position.start_stride;
    const int16_t *a = v + p * position_stride + position.first * tile_stride;
    const int32_t *start = position.start;
    int32_t *to = m + p * tiles->product_stride + position.first * nr;
    size_t left = position.end - position.first;
    for (; left >= mr; left -= mr, a += mr * tile_stride, start += mr * step, to += mr * nr)
      multiply_4(channels, a, tile_stride, u, start, step, to);
    custos_winograd_multiply_tail(left, channels, a, tile_stride, u, start, step, to);
  }
}

#define CUSTOS_START                                               \
  "ld1 {v16.4s, v17.4s, v18.4s, v19.4s}, [%[start]], %[step]\n"    \
  "ld1 {v20.4s, v21.4s, v22.4s, v23.4s}, [%[start]], %[step]\n"    \
  "ld1 {v24.4s, v25.4s, v26.4s, v27.4s}, [%[start]], %[step]\n"    \
  "ld1 {v28.4s, v29.4s, v30.4s, v31.4s}, [%[start]]\n"

#define CUSTOS_FINISH                                       \
  "st1 {v16.4s, v17.4s, v18.4s, v19.4s}, [%[m]], #64\n"     \
  "st1 {v20.4s, v21.4s, v22.4s, v23.4s}, [%[m]], #64\n"     \
  "st1 {v24.4s, v25.4s, v26.4s, v27.4s}, [%[m]], #64\n"     \
  "st1 {v28.4s, v29.4s, v30.4s, v31.4s}, [%[m]]\n"

#define CUSTOS_VECTOR_CLOBBERS                                                                  \
  "v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8", "v9", "v10", "v11", "v12", "v13", "v14", \
      "v15", "v16", "v17", "v18", "v19", "v20", "v21", "v22", "v23", "v24", "v25", "v26", "v27", \
      "v28", "v29", "v30", "v31"

// One input channel of one tile: lane l of va times the weights of 16 output channels, 8 in b0, 8 in b1.
#define CUSTOS_TILE(acc0, acc1, acc2, acc3, va, l, b0, b1) \
  "smlal " #acc0 ".4s, " #b0 ".4h, " #va ".h[" #l "]\n"    \
  "smlal2 " #acc1 ".4s, " #b0 ".8h, " #va ".h[" #l "]\n"   \
  "smlal " #acc2 ".4s, " #b1 ".4h, " #va ".h[" #l "]\n"    \
  "smlal2 " #acc3 ".4s, " #b1 ".8h, " #va ".h[" #l "]\n"
// One input channel of all 4 tiles.
#define CUSTOS_CHANNEL(va0, va1, va2, va3, l, b0, b1) \
  CUSTOS_TILE(v16, v17, v18, v19, va0, l, b0, b1)     \
  CUSTOS_TILE(v20, v21, v22, v23, va1, l, b0, b1)     \
  CUSTOS_TILE(v24, v25, v26, v27, va2, l, b0, b1)     \
  CUSTOS_TILE(v28, v29, v30, v31, va3, l, b0, b1)
#endif
