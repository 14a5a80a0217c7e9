#if defined(__aarch64__)
#include "internal/winograd_multiply_neon.h"
#include "internal/winograd_preconditions.h"

// One register from [base + offset] by halves: a Cortex-A53 loads 64 bits beside other instructions, but
// 128 bits alone and in two cycles.
#define CUSTOS_LOW(base, offset, r) "ldr d" #r ", [%[" #base "], #" #offset "]\n"
#define CUSTOS_HIGH(base, offset, x) "ldr " #x ", [%[" #base "], #" #offset " + 8]\n"
#define CUSTOS_JOIN(r, x) "ins v" #r ".d[1], " #x "\n"

// One input channel; in between, the weights n0 and n1 of the third next one are loaded from offset on.
// ldr d and ins issue together, so each load stands beside the ins of the register before: that of the
// channel before is `joins`, the one of n1 is left to the next channel.
#define CUSTOS_LOADING_CHANNEL(va0, va1, va2, va3, l, b0, b1, joins, n0, n1, offset) \
  CUSTOS_HIGH(b, offset, x9)                                                         \
  CUSTOS_TILE(v16, v17, v18, v19, va0, l, b0, b1)                                    \
  CUSTOS_LOW(b, offset, n0)                                                          \
  joins                                                                              \
  CUSTOS_HIGH(b, offset + 16, x10)                                                   \
  CUSTOS_TILE(v20, v21, v22, v23, va1, l, b0, b1)                                    \
  CUSTOS_LOW(b, offset + 16, n1)                                                     \
  CUSTOS_JOIN(n0, x9)                                                                \
  CUSTOS_TILE(v24, v25, v26, v27, va2, l, b0, b1)                                    \
  CUSTOS_TILE(v28, v29, v30, v31, va3, l, b0, b1)
// The same, and the second half `r` of a tile's 16 channels is loaded from `base`; its ins is left over.
#define CUSTOS_LOADING_CHANNEL_AND_TILE(va0, va1, va2, va3, l, b0, b1, joins, n0, n1, offset, base, r) \
  CUSTOS_LOADING_CHANNEL(va0, va1, va2, va3, l, b0, b1, joins, n0, n1, offset)                         \
  CUSTOS_HIGH(base, 16, x11)                                                                           \
  CUSTOS_LOW(base, 16, r)                                                                              \
  CUSTOS_JOIN(n1, x10)
// 16 input channels a step. The first half of the tiles and the weights of three channels are loaded
// before, the rest between multiplications, in an order for the Cortex-A53, which issues in order.
static void custos_multiply_4(size_t channels, const int16_t *a, size_t a_stride, const int16_t *b,
                              const int32_t *start, size_t start_stride, int32_t *m) {
  const int16_t *a1 = a + a_stride, *a2 = a1 + a_stride, *a3 = a2 + a_stride;
  __asm__ volatile(
      CUSTOS_START
      "1:\n"
      "ldr q0, [%[a0]]\n"
      "ldr q8, [%[b]]\n"
      "ldr q2, [%[a1]]\n"
      "ldr q9, [%[b], #16]\n"
      "ldr q4, [%[a2]]\n"
      "ldr q6, [%[a3]]\n"
      "ldr q10, [%[b], #32]\n"
      "ldr q11, [%[b], #48]\n"
      "ldr q12, [%[b], #64]\n"
      "ldr q13, [%[b], #80]\n"
      CUSTOS_LOADING_CHANNEL_AND_TILE(v0, v2, v4, v6, 0, v8, v9, "", 14, 15, 96, a0, 1)
      CUSTOS_LOADING_CHANNEL_AND_TILE(v0, v2, v4, v6, 1, v10, v11, CUSTOS_JOIN(1, x11), 8, 9, 128, a1, 3)
      CUSTOS_LOADING_CHANNEL_AND_TILE(v0, v2, v4, v6, 2, v12, v13, CUSTOS_JOIN(3, x11), 10, 11, 160, a2, 5)
      CUSTOS_LOADING_CHANNEL_AND_TILE(v0, v2, v4, v6, 3, v14, v15, CUSTOS_JOIN(5, x11), 12, 13, 192, a3, 7)
      CUSTOS_LOADING_CHANNEL(v0, v2, v4, v6, 4, v8, v9, CUSTOS_JOIN(7, x11), 14, 15, 224)
      CUSTOS_LOADING_CHANNEL(v0, v2, v4, v6, 5, v10, v11, CUSTOS_JOIN(15, x10), 8, 9, 256)
      CUSTOS_LOADING_CHANNEL(v0, v2, v4, v6, 6, v12, v13, CUSTOS_JOIN(9, x10), 10, 11, 288)
      CUSTOS_LOADING_CHANNEL(v0, v2, v4, v6, 7, v14, v15, CUSTOS_JOIN(11, x10), 12, 13, 320)
      CUSTOS_LOADING_CHANNEL(v1, v3, v5, v7, 0, v8, v9, CUSTOS_JOIN(13, x10), 14, 15, 352)
      CUSTOS_LOADING_CHANNEL(v1, v3, v5, v7, 1, v10, v11, CUSTOS_JOIN(15, x10), 8, 9, 384)
      CUSTOS_LOADING_CHANNEL(v1, v3, v5, v7, 2, v12, v13, CUSTOS_JOIN(9, x10), 10, 11, 416)
      CUSTOS_LOADING_CHANNEL(v1, v3, v5, v7, 3, v14, v15, CUSTOS_JOIN(11, x10), 12, 13, 448)
      CUSTOS_LOADING_CHANNEL(v1, v3, v5, v7, 4, v8, v9, CUSTOS_JOIN(13, x10), 14, 15, 480)
      CUSTOS_JOIN(15, x10)
      "add %[a0], %[a0], #32\n"
      CUSTOS_CHANNEL(v1, v3, v5, v7, 5, v10, v11)
      "add %[a1], %[a1], #32\n"
      "add %[a2], %[a2], #32\n"
      CUSTOS_CHANNEL(v1, v3, v5, v7, 6, v12, v13)
      "add %[a3], %[a3], #32\n"
      "add %[b], %[b], #512\n"
      "subs %[channels], %[channels], #16\n"
      CUSTOS_CHANNEL(v1, v3, v5, v7, 7, v14, v15)
      "b.ne 1b\n"
      CUSTOS_FINISH
      : [channels] "+r"(channels), [a0] "+r"(a), [a1] "+r"(a1), [a2] "+r"(a2), [a3] "+r"(a3),
        [b] "+r"(b), [start] "+r"(start), [m] "+r"(m)
      : [step] "r"(start_stride * sizeof(int32_t))
      : "cc", "memory", "x9", "x10", "x11", CUSTOS_VECTOR_CLOBBERS);
}

void custos_winograd_f4x4_multiply_4x16c1__neon_a53(
    size_t row, const struct custos_winograd_tiles *tiles, size_t channels, const int16_t *v,
    size_t tile_stride, size_t position_stride, const int16_t *u, const int32_t *bias,
    int32_t *m) {
  CUSTOS_REQUIRE_WINOGRAD_MULTIPLY(16);
  custos_multiply_positions(custos_multiply_4, row, tiles, channels, v, tile_stride,
                            position_stride, u, bias, m);
}
#endif
