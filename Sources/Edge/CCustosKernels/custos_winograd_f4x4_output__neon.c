#if defined(__aarch64__)
#include <arm_neon.h>

#include "custos_winograd.h"
#include "internal/winograd_transform.h"

enum { nr = 8 };

#define CUSTOS_INLINE __attribute__((always_inline)) static inline

// 4 sums times 64 to outputs less the zero point, as integral floats.
CUSTOS_INLINE float32x4_t custos_scale(int32x4_t vsum, float32x4_t vmultiplier,
                                       const struct custos_winograd_output *output) {
  float32x4_t vscaled = vmulq_f32(vcvtq_f32_s32(vsum), vmultiplier);
  vscaled = vmaxq_f32(vscaled, vdupq_n_f32(output->minimum));
  return vrndnq_f32(vminq_f32(vscaled, vdupq_n_f32(output->maximum)));
}

// Adds the second operand and rounds again; see custos_qs8_vadd_function.
CUSTOS_INLINE float32x4_t custos_add_operand(float32x4_t vscaled, int16x4_t vb,
                                             const struct custos_add *add) {
  const float32x4_t vsecond = vcvtq_f32_s32(vmovl_s16(vb));
  const float32x4_t vsum = vaddq_f32(vmulq_n_f32(vscaled, add->first_multiplier),
                                     vmulq_n_f32(vsecond, add->second_multiplier));
  return vminq_f32(vmaxq_f32(vsum, vdupq_n_f32(add->minimum)), vdupq_n_f32(add->maximum));
}

// 64 times the sums of a tile's 4 channels.
CUSTOS_INLINE void custos_inverse(const int32_t *m, size_t position_stride, uint32x4_t y[4][4]) {
  uint32x4_t row[4][6];
#pragma clang loop unroll(full)
  for (size_t x = 0; x < 6; ++x) {
    uint32x4_t d[6];
#pragma clang loop unroll(full)
    for (size_t i = 0; i < 6; ++i)
      d[i] = vreinterpretq_u32_s32(vld1q_s32(m + (6 * i + x) * position_stride));
    CUSTOS_WINOGRAD_OUTPUT(d[0], d[1], d[2], d[3], d[4], d[5], row[0][x], row[1][x], row[2][x],
                           row[3][x]);
  }
#pragma clang loop unroll(full)
  for (size_t i = 0; i < 4; ++i) {
    CUSTOS_WINOGRAD_OUTPUT(row[i][0], row[i][1], row[i][2], row[i][3], row[i][4], row[i][5],
                           y[i][0], y[i][1], y[i][2], y[i][3]);
#pragma clang loop unroll(full)
    for (size_t j = 0; j < 4; ++j)
      y[i][j] = vmulq_u32(y[i][j], vdupq_n_u32(CUSTOS_WINOGRAD_NINTH));
  }
}

CUSTOS_INLINE int32x4_t custos_pool(uint32x4_t a, uint32x4_t b, uint32x4_t c, uint32x4_t d) {
  return vmaxq_s32(vmaxq_s32(vreinterpretq_s32_u32(a), vreinterpretq_s32_u32(b)),
                   vmaxq_s32(vreinterpretq_s32_u32(c), vreinterpretq_s32_u32(d)));
}

void custos_winograd_f4x4_output__neon(size_t tiles, const int32_t *m, size_t position_stride,
                                       const void *block, int8_t *out, size_t rows,
                                       size_t columns, const int8_t *addend,
                                       const struct custos_winograd_output *output) {
  const float *multipliers = (const float *)block + nr;
  const float32x4_t vmultiplier[2] = {vld1q_f32(multipliers), vld1q_f32(multipliers + 4)};
  const size_t tile_columns = output->pools ? 2 : 4;
  const int16x8_t vzero_point =
      vdupq_n_s16((int16_t)(addend != NULL ? output->add.zero_point : output->zero_point));
  for (size_t t = 0; t < tiles; ++t, m += nr) {
    const size_t left = columns - t * tile_columns;
    const size_t valid = left < tile_columns ? left : tile_columns;
    uint32x4_t y[2][4][4];
    custos_inverse(m, position_stride, y[0]);
    custos_inverse(m + 4, position_stride, y[1]);
    const size_t offset = t * tile_columns * output->pixel_stride;
    for (size_t i = 0; i < rows; ++i) {
      int8_t *to = out + (ptrdiff_t)i * output->out_row_stride + offset;
      for (size_t j = 0; j < valid; ++j, to += output->pixel_stride) {
        float32x4_t vscaled[2];
#pragma clang loop unroll(full)
        for (size_t h = 0; h < 2; ++h) {
          const int32x4_t vsum =
              output->pools ? custos_pool(y[h][2 * i][2 * j], y[h][2 * i][2 * j + 1],
                                          y[h][2 * i + 1][2 * j], y[h][2 * i + 1][2 * j + 1])
                            : vreinterpretq_s32_u32(y[h][i][j]);
          vscaled[h] = custos_scale(vsum, vmultiplier[h], output);
        }
        if (addend != NULL) {
          const int16x8_t vb =
              vsubq_s16(vmovl_s8(vld1_s8(addend + (ptrdiff_t)i * output->addend_row_stride +
                                         offset + j * output->pixel_stride)),
                        vdupq_n_s16((int16_t)output->add.second_zero_point));
          vscaled[0] = custos_add_operand(vscaled[0], vget_low_s16(vb), &output->add);
          vscaled[1] = custos_add_operand(vscaled[1], vget_high_s16(vb), &output->add);
        }
        const int16x8_t vq =
            vuzp1q_s16(vreinterpretq_s16_s32(vcvtnq_s32_f32(vscaled[0])),
                       vreinterpretq_s16_s32(vcvtnq_s32_f32(vscaled[1])));
        vst1_s8(to, vmovn_s16(vaddq_s16(vq, vzero_point)));
      }
    }
  }
}
#endif
