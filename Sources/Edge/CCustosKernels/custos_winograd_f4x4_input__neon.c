#if defined(__aarch64__)
#include <arm_neon.h>

#include "custos_winograd.h"
#include "internal/post_index_neon.h"
#include "internal/winograd_preconditions.h"
#include "internal/winograd_transform.h"

// Multiply-adds, for which a Cortex-A72 has time here: its other SIMD pipe adds meanwhile. The factor comes
// from a register that the compiler does not look into, or it would shift and add.
#define CUSTOS_ADD_FOUR(a, b) vmlaq_s16(a, b, vfour)
#define CUSTOS_SUBTRACT_FOUR(a, b) vmlsq_s16(a, b, vfour)

// 8 channels a step: columns first, then rows, as they are stored.
void custos_winograd_f4x4_input__neon(size_t channels, size_t tiles, size_t tile_columns,
                                      const int8_t *const rows[6], int16_t *v,
                                      size_t position_stride) {
  CUSTOS_REQUIRE_WINOGRAD_INPUT();
  int16x8_t vfour = vdupq_n_s16(4);
  __asm__("" : "+w"(vfour));
  for (size_t t = 0; t < tiles; ++t, v += channels) {
    const int8_t *from[6];
#pragma clang loop unroll(full)
    for (size_t y = 0; y < 6; ++y) from[y] = rows[y] + t * tile_columns * channels;
    for (size_t c = 0; c < channels; c += 8) {
      int16x8_t column[6][6];
#pragma clang loop unroll(full)
      for (size_t x = 0; x < 6; ++x) {
        int16x8_t d[6];
#pragma clang loop unroll(full)
        for (size_t y = 0; y < 6; ++y) d[y] = vmovl_s8(vld1_s8(from[y] + x * channels + c));
        CUSTOS_WINOGRAD_INPUT(CUSTOS_ADD_FOUR, CUSTOS_SUBTRACT_FOUR, d[0], d[1], d[2], d[3], d[4],
                              d[5], column[0][x], column[1][x], column[2][x], column[3][x],
                              column[4][x], column[5][x]);
      }
      int16_t *to = v + c;
#pragma clang loop unroll(full)
      for (size_t y = 0; y < 6; ++y) {
        int16x8_t r[6];
        CUSTOS_WINOGRAD_INPUT(CUSTOS_ADD_FOUR, CUSTOS_SUBTRACT_FOUR, column[y][0], column[y][1],
                              column[y][2], column[y][3], column[y][4], column[y][5], r[0], r[1],
                              r[2], r[3], r[4], r[5]);
#pragma clang loop unroll(full)
        for (size_t x = 0; x < 6; ++x)
          custos_store_and_step(&to, position_stride * sizeof(int16_t), r[x]);
      }
    }
  }
}
#endif
