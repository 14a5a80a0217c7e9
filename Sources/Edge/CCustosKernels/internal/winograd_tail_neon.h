#pragma once
#if defined(__aarch64__)
#include <arm_neon.h>
#include <stddef.h>

// Channels l and l + 1 of 8: their 16 weights each times these lanes of every tile's register.
#define CUSTOS_TAIL_LANES(l)                                                                 \
  do {                                                                                       \
    const int16x8x4_t vb = vld1q_s16_x4(b);                                                  \
    b += 2 * 16;                                                                             \
    _Pragma("clang loop unroll(full)") for (size_t i = 0; i < count; ++i) {                  \
      vacc[i][0] = vmlal_laneq_s16(vacc[i][0], vget_low_s16(vb.val[0]), va[i], l);           \
      vacc[i][1] = vmlal_high_laneq_s16(vacc[i][1], vb.val[0], va[i], l);                    \
      vacc[i][2] = vmlal_laneq_s16(vacc[i][2], vget_low_s16(vb.val[1]), va[i], l);           \
      vacc[i][3] = vmlal_high_laneq_s16(vacc[i][3], vb.val[1], va[i], l);                    \
      vacc[i][0] = vmlal_laneq_s16(vacc[i][0], vget_low_s16(vb.val[2]), va[i], (l) + 1);     \
      vacc[i][1] = vmlal_high_laneq_s16(vacc[i][1], vb.val[2], va[i], (l) + 1);              \
      vacc[i][2] = vmlal_laneq_s16(vacc[i][2], vget_low_s16(vb.val[3]), va[i], (l) + 1);     \
      vacc[i][3] = vmlal_high_laneq_s16(vacc[i][3], vb.val[3], va[i], (l) + 1);              \
    }                                                                                        \
  } while (0)

// `count` tiles, 3 at most, by 16 output channels, 8 input channels a step.
__attribute__((always_inline)) static inline void custos_winograd_multiply_rows(
    const size_t count, size_t channels, const int16_t *a, size_t a_stride, const int16_t *b,
    const int32_t *start, size_t start_stride, int32_t *m) {
  int32x4_t vacc[3][4];
#pragma clang loop unroll(full)
  for (size_t i = 0; i < count; ++i)
#pragma clang loop unroll(full)
    for (size_t j = 0; j < 4; ++j) vacc[i][j] = vld1q_s32(start + i * start_stride + 4 * j);
  for (const int16_t *const end = a + channels; a != end; a += 8) {
    int16x8_t va[3];
#pragma clang loop unroll(full)
    for (size_t i = 0; i < count; ++i) va[i] = vld1q_s16(a + i * a_stride);
    CUSTOS_TAIL_LANES(0);
    CUSTOS_TAIL_LANES(2);
    CUSTOS_TAIL_LANES(4);
    CUSTOS_TAIL_LANES(6);
  }
#pragma clang loop unroll(full)
  for (size_t i = 0; i < count; ++i)
#pragma clang loop unroll(full)
    for (size_t j = 0; j < 4; ++j) vst1q_s32(m + i * 16 + 4 * j, vacc[i][j]);
}

// The 0 to 3 tiles that are left over.
static inline void custos_winograd_multiply_tail(size_t count, size_t channels, const int16_t *a,
                                                 size_t a_stride, const int16_t *b,
                                                 const int32_t *start, size_t start_stride,
                                                 int32_t *m) {
  switch (count) {
    case 3:
      custos_winograd_multiply_rows(3, channels, a, a_stride, b, start, start_stride, m);
      break;
    case 2:
      custos_winograd_multiply_rows(2, channels, a, a_stride, b, start, start_stride, m);
      break;
    case 1:
      custos_winograd_multiply_rows(1, channels, a, a_stride, b, start, start_stride, m);
      break;
    default: break;
  }
}
#endif
