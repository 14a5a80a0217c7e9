#if defined(__aarch64__)
#include "internal/winograd_multiply_neon.h"
#include "internal/winograd_preconditions.h"

// Four input channels, lanes l0 to l3, whose weights are loaded first.
#define CUSTOS_FOUR_CHANNELS(va0, va1, va2, va3, l0, l1, l2, l3) \
  "ld1 {v8.8h, v9.8h, v10.8h, v11.8h}, [%[b]], #64\n"            \
  "ld1 {v12.8h, v13.8h, v14.8h, v15.8h}, [%[b]], #64\n"          \
  CUSTOS_CHANNEL(va0, va1, va2, va3, l0, v8, v9)                 \
  CUSTOS_CHANNEL(va0, va1, va2, va3, l1, v10, v11)               \
  CUSTOS_CHANNEL(va0, va1, va2, va3, l2, v12, v13)               \
  CUSTOS_CHANNEL(va0, va1, va2, va3, l3, v14, v15)

// 16 input channels a step: 256 smlal and 14 other instructions, for cores that load and multiply at the
// same time (Cortex-A72). In assembly, because compilers spill registers here.
static void custos_multiply_4(size_t channels, const int16_t *a, size_t a_stride, const int16_t *b,
                              const int32_t *start, size_t start_stride, int32_t *m) {
  const int16_t *a1 = a + a_stride, *a2 = a1 + a_stride, *a3 = a2 + a_stride;
  __asm__ volatile(
      CUSTOS_START
      "1:\n"
      "ld1 {v0.8h, v1.8h}, [%[a0]], #32\n"
      "ld1 {v2.8h, v3.8h}, [%[a1]], #32\n"
      "ld1 {v4.8h, v5.8h}, [%[a2]], #32\n"
      "ld1 {v6.8h, v7.8h}, [%[a3]], #32\n"
      "subs %[channels], %[channels], #16\n"
      CUSTOS_FOUR_CHANNELS(v0, v2, v4, v6, 0, 1, 2, 3)
      CUSTOS_FOUR_CHANNELS(v0, v2, v4, v6, 4, 5, 6, 7)
      CUSTOS_FOUR_CHANNELS(v1, v3, v5, v7, 0, 1, 2, 3)
      CUSTOS_FOUR_CHANNELS(v1, v3, v5, v7, 4, 5, 6, 7)
      "b.ne 1b\n"
      CUSTOS_FINISH
      : [channels] "+r"(channels), [a0] "+r"(a), [a1] "+r"(a1), [a2] "+r"(a2), [a3] "+r"(a3),
        [b] "+r"(b), [start] "+r"(start), [m] "+r"(m)
      : [step] "r"(start_stride * sizeof(int32_t))
      : "cc", "memory", CUSTOS_VECTOR_CLOBBERS);
}

void custos_winograd_f4x4_multiply_4x16c1__neon(
    size_t row, const struct custos_winograd_tiles *tiles, size_t channels, const int16_t *v,
    size_t tile_stride, size_t position_stride, const int16_t *u, const int32_t *bias,
    int32_t *m) {
  CUSTOS_REQUIRE_WINOGRAD_MULTIPLY(16);
  custos_multiply_positions(custos_multiply_4, row, tiles, channels, v, tile_stride,
                            position_stride, u, bias, m);
}
#endif
