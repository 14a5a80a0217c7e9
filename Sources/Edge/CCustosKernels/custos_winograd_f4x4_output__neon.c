#if defined(__aarch64__)
#include <arm_neon.h>

#include "custos_winograd.h"
#include "internal/requantize_neon.h"
#include "internal/post_index_neon.h"
#include "internal/winograd_preconditions.h"
#include "internal/winograd_transform.h"

enum { nr = 16 };

// One multiply-add by a lane of the factors 2, 4, 8, 1/9. The factors come from memory that the compiler
// does not look into, or it would shift and add.
#define CUSTOS_ADD_SCALED(a, b, n) \
  vmlaq_laneq_u32(a, b, vfactors, (n) == 2 ? 0 : (n) == 4 ? 1 : 2)
#define CUSTOS_INLINE __attribute__((always_inline)) static inline

// 64 times the sums of a tile's 4 channels: rows first, as they are loaded, then columns. step: bytes from
// one position to the next.
CUSTOS_INLINE void custos_inverse(const int32_t *m, size_t step, uint32x4_t vfactors,
                                  int32x4_t y[4][4]) {
  uint32x4_t row[6][4];
  const uint32_t *from = (const uint32_t *)m;
#pragma clang loop unroll(full)
  for (size_t i = 0; i < 6; ++i) {
    uint32x4_t d[6];
#pragma clang loop unroll(full)
    for (size_t x = 0; x < 6; ++x) d[x] = custos_load_and_step(&from, step);
    CUSTOS_WINOGRAD_OUTPUT(CUSTOS_ADD_SCALED, d[0], d[1], d[2], d[3], d[4], d[5], row[i][0],
                           row[i][1], row[i][2], row[i][3]);
  }
#pragma clang loop unroll(full)
  for (size_t j = 0; j < 4; ++j) {
    uint32x4_t r[4];
    CUSTOS_WINOGRAD_OUTPUT(CUSTOS_ADD_SCALED, row[0][j], row[1][j], row[2][j], row[3][j], row[4][j],
                           row[5][j], r[0], r[1], r[2], r[3]);
#pragma clang loop unroll(full)
    for (size_t i = 0; i < 4; ++i)
      y[i][j] = vreinterpretq_s32_u32(vmulq_laneq_u32(r[i], vfactors, 3));
  }
}

// 16 sums times 64 to the bytes of 4 pixels.
CUSTOS_INLINE int8x16_t custos_quantize4x4(int32x4_t v0, int32x4_t v1, int32x4_t v2, int32x4_t v3,
                                           float32x4_t vmultiplier,
                                           const struct custos_clamp_neon *clamp) {
  return custos_clamped_neon(
      custos_rounded_neon(custos_scaled_neon(v0, vmultiplier), custos_scaled_neon(v1, vmultiplier),
                          clamp),
      custos_rounded_neon(custos_scaled_neon(v2, vmultiplier), custos_scaled_neon(v3, vmultiplier),
                          clamp),
      clamp);
}

// 4 sums times 64 to outputs less their zero point, rounded and clamped, plus the second operand b - z_b,
// not rounded again; see custos_qs8_vadd_function.
CUSTOS_INLINE float32x4_t custos_add_operand(int32x4_t vsum, float32x4_t vmultiplier, int32x4_t vb,
                                             const struct custos_winograd_output *output) {
  const float32x4_t vclamped =
      vminq_f32(vmaxq_f32(custos_scaled_neon(vsum, vmultiplier), vdupq_n_f32(output->minimum)),
                vdupq_n_f32(output->maximum));
  return vaddq_f32(vmulq_n_f32(vrndnq_f32(vclamped), output->add.first_multiplier),
                   vmulq_n_f32(vcvtq_f32_s32(vb), output->add.second_multiplier));
}

// The second operand's 4 pixels of 4 channels, of which `count` exist; what does not is not read.
CUSTOS_INLINE int8x16_t custos_load_pixels(const int8_t *addend, size_t pixel_stride,
                                           size_t count) {
  if (count == 4) return custos_load_4x4_bytes(addend, pixel_stride);
  int32x4_t vb = vdupq_n_s32(0);
  vb = vld1q_lane_s32((const int32_t *)(const void *)addend, vb, 0);
  if (count > 1)
    vb = vld1q_lane_s32((const int32_t *)(const void *)(addend + pixel_stride), vb, 1);
  if (count > 2)
    vb = vld1q_lane_s32((const int32_t *)(const void *)(addend + 2 * pixel_stride), vb, 2);
  return vreinterpretq_s8_s32(vb);
}

// 4 pixels of 4 channels, of which the first `count` exist.
CUSTOS_INLINE void custos_store_pixels(int8x16_t vq, int8_t *out, size_t pixel_stride,
                                       size_t count) {
  if (count == 4) {
    custos_store_4x4_bytes(out, pixel_stride, vq);
    return;
  }
  const int32x4_t vpixels = vreinterpretq_s32_s8(vq);
  vst1q_lane_s32((int32_t *)(void *)out, vpixels, 0);
  if (count > 1) vst1q_lane_s32((int32_t *)(void *)(out + pixel_stride), vpixels, 1);
  if (count > 2) vst1q_lane_s32((int32_t *)(void *)(out + 2 * pixel_stride), vpixels, 2);
}

// One tile's 4 channels, of which `rows` and `columns` exist, each 4 at most.
CUSTOS_INLINE void custos_store_tile(int32x4_t y[4][4], float32x4_t vmultiplier, int8_t *out,
                                     size_t rows, size_t columns,
                                     const struct custos_clamp_neon *clamp,
                                     const struct custos_winograd_output *output) {
#pragma clang loop unroll(full)
  for (size_t i = 0; i < 4; ++i, out += output->out_row_stride) {
    if (i >= rows) continue;
    custos_store_pixels(
        custos_quantize4x4(y[i][0], y[i][1], y[i][2], y[i][3], vmultiplier, clamp),
        out, output->pixel_stride, columns);
  }
}

// The same for maxima of 2x2 windows, 2 rows and columns at most.
CUSTOS_INLINE void custos_store_pooled(int32x4_t y[4][4], float32x4_t vmultiplier, int8_t *out,
                                       size_t rows, size_t columns,
                                       const struct custos_clamp_neon *clamp,
                                       const struct custos_winograd_output *output) {
  int32x4_t vmaximum[4];
#pragma clang loop unroll(full)
  for (size_t i = 0; i < 2; ++i)
#pragma clang loop unroll(full)
    for (size_t j = 0; j < 2; ++j)
      vmaximum[2 * i + j] = vmaxq_s32(vmaxq_s32(y[2 * i][2 * j], y[2 * i][2 * j + 1]),
                                      vmaxq_s32(y[2 * i + 1][2 * j], y[2 * i + 1][2 * j + 1]));
  const int8x16_t vq =
      custos_quantize4x4(vmaximum[0], vmaximum[1], vmaximum[2], vmaximum[3], vmultiplier, clamp);
  const int32x4_t vpixels = vreinterpretq_s32_s8(vq);
  int8_t *const below = out + output->out_row_stride;
  vst1q_lane_s32((int32_t *)(void *)out, vpixels, 0);
  if (rows > 1) vst1q_lane_s32((int32_t *)(void *)below, vpixels, 2);
  if (columns < 2) return;
  vst1q_lane_s32((int32_t *)(void *)(out + output->pixel_stride), vpixels, 1);
  if (rows > 1) vst1q_lane_s32((int32_t *)(void *)(below + output->pixel_stride), vpixels, 3);
}

// The same as custos_store_tile with a second operand; clamp is that of the sum.
CUSTOS_INLINE void custos_store_sum(int32x4_t y[4][4], float32x4_t vmultiplier, int8_t *out,
                                    size_t rows, size_t columns, const int8_t *addend,
                                    const struct custos_clamp_neon *clamp,
                                    const struct custos_winograd_output *output) {
  const int16x8_t vzero_point = vdupq_n_s16((int16_t)output->add.second_zero_point);
#pragma clang loop unroll(full)
  for (size_t i = 0; i < 4; ++i, out += output->out_row_stride) {
    if (i >= rows) continue;
    const int8x16_t vbytes =
        custos_load_pixels(addend + (ptrdiff_t)i * output->addend_row_stride, output->pixel_stride,
                           columns);
    const int16x8_t vlow = vmovl_s8(vget_low_s8(vbytes)), vhigh = vmovl_high_s8(vbytes);
    float32x4_t vsum[4];
    vsum[0] = custos_add_operand(y[i][0], vmultiplier,
                                 vsubl_s16(vget_low_s16(vlow), vget_low_s16(vzero_point)), output);
    vsum[1] =
        custos_add_operand(y[i][1], vmultiplier, vsubl_high_s16(vlow, vzero_point), output);
    vsum[2] = custos_add_operand(y[i][2], vmultiplier,
                                 vsubl_s16(vget_low_s16(vhigh), vget_low_s16(vzero_point)), output);
    vsum[3] =
        custos_add_operand(y[i][3], vmultiplier, vsubl_high_s16(vhigh, vzero_point), output);
    custos_store_pixels(custos_clamped_neon(custos_rounded_neon(vsum[0], vsum[1], clamp),
                                            custos_rounded_neon(vsum[2], vsum[3], clamp), clamp),
                        out, output->pixel_stride, columns);
  }
}

void custos_winograd_f4x4_output__neon(size_t tiles, const int32_t *m, size_t product_stride,
                                       const float *multipliers, int8_t *out, size_t rows,
                                       size_t tile_columns, size_t columns, const int8_t *addend,
                                       const struct custos_winograd_output *output) {
  CUSTOS_REQUIRE_WINOGRAD_OUTPUT(nr);
  const struct custos_clamp_neon clamp =
      addend == NULL
          ? custos_clamp_neon(output->minimum, output->maximum, output->zero_point)
          : custos_clamp_neon(output->add.minimum, output->add.maximum, output->add.zero_point);
  uint32x4_t vfactors = {2, 4, 8, CUSTOS_WINOGRAD_NINTH};
  __asm__("" : "+w"(vfactors));
  for (size_t t = 0; t < tiles; ++t, m += nr, columns -= tile_columns) {
    const size_t valid = columns < tile_columns ? columns : tile_columns;
    const size_t offset = t * tile_columns * output->pixel_stride;
    for (size_t n = 0; n < nr; n += 4) {
      const float32x4_t vmultiplier = vld1q_f32(multipliers + n);
      int32x4_t y[4][4];
      custos_inverse(m + n, product_stride * sizeof(int32_t), vfactors, y);
      if (output->pools)
        custos_store_pooled(y, vmultiplier, out + offset + n, rows, valid, &clamp, output);
      else if (addend != NULL)
        custos_store_sum(y, vmultiplier, out + offset + n, rows, valid, addend + offset + n, &clamp,
                         output);
      else
        custos_store_tile(y, vmultiplier, out + offset + n, rows, valid, &clamp, output);
    }
  }
}
#endif
