#if defined(__aarch64__)
#include <arm_neon.h>
#include <string.h>

#include "custos_igemm.h"
#include "internal/igemm_block.h"
#include "internal/preconditions.h"
#include "internal/requantize_neon.h"

// Tile: 4 pixels by 24 channels, 16 products a step, for cores with dot product (Cortex-A76).
//
//             channels 0-3  4-7  ...  20-23     vb: 4 channels x 4 products each, 4 registers at a time
//   va[0]     vacc[0][0]    ...   vacc[0][5]    one register holds the sums of 4 channels
//   ...
//   va[3]     vacc[3][0]    ...   vacc[3][5]    24 accumulators, 4 rows, 4 for weights: all 32
//
// sdot by lane multiplies 4 products of one pixel with 4 channels' weights and adds them. 96 of them
// need 10 loads. Everything below is unrolled for a constant number of rows (pixels) and groups of
// 4 channels: fewer pixels and the last blocks of 16 or 8 channels have code of their own.
enum { mr = 4, nr = 24, ns = 8, most_groups = nr / 4 };

#define CUSTOS_INLINE __attribute__((target("dotprod"), always_inline)) static inline
#define CUSTOS_EACH(i, count) _Pragma("clang loop unroll(full)") for (size_t i = 0; i < (count); ++i)

CUSTOS_INLINE int32x4_t custos_dot(int32x4_t vacc, int8x16_t vb, int8x16_t va, size_t lane) {
  switch (lane) {
    case 0: return vdotq_laneq_s32(vacc, vb, va, 0);
    case 1: return vdotq_laneq_s32(vacc, vb, va, 1);
    case 2: return vdotq_laneq_s32(vacc, vb, va, 2);
    default: return vdotq_laneq_s32(vacc, vb, va, 3);
  }
}

// Keeps the compiler from moving loads up over the products before them: no register is free for
// them, and it would rather spill accumulators. Emits nothing.
CUSTOS_INLINE void custos_pin(size_t rows, size_t groups, int32x4_t vacc[mr][most_groups],
                              const int8_t **a, const int8_t **w) {
  CUSTOS_EACH(i, rows) {
    CUSTOS_EACH(g, groups) __asm__ volatile("" : "+w"(vacc[i][g]));
    __asm__ volatile("" : "+r"(a[i]));
  }
  __asm__ volatile("" : "+r"(*w));
}

// 16 products per channel.
CUSTOS_INLINE void custos_step16(size_t rows, size_t groups, int32x4_t vacc[mr][most_groups],
                                 const int8_t **a, const int8_t **w) {
  int8x16_t va[mr];
  CUSTOS_EACH(i, rows) {
    va[i] = vld1q_s8(a[i]);
    a[i] += 16;
  }
  CUSTOS_EACH(quad, groups) {
    const int8x16x4_t vb = vld1q_s8_x4(*w);
    *w += 64;
    CUSTOS_EACH(j, 4) {
      const size_t lane = (4 * quad + j) / groups;
      const size_t g = (4 * quad + j) % groups;
      CUSTOS_EACH(i, rows) vacc[i][g] = custos_dot(vacc[i][g], vb.val[j], va[i], lane);
    }
    custos_pin(rows, groups, vacc, a, w);
  }
}

// 4 products per channel.
CUSTOS_INLINE void custos_step4(size_t rows, size_t groups, int32x4_t vacc[mr][most_groups],
                                const int8_t **a, const int8_t **w) {
  int8x16_t va[mr];
  CUSTOS_EACH(i, rows) {
    int32_t four;
    memcpy(&four, a[i], sizeof four);
    va[i] = vreinterpretq_s8_s32(vsetq_lane_s32(four, vdupq_n_s32(0), 0));
    a[i] += 4;
  }
  CUSTOS_EACH(pair, groups / 2) {
    const int8x16x2_t vb = vld1q_s8_x2(*w);
    *w += 32;
    CUSTOS_EACH(j, 2)
    CUSTOS_EACH(i, rows)
    vacc[i][2 * pair + j] = custos_dot(vacc[i][2 * pair + j], vb.val[j], va[i], 0);
    custos_pin(rows, groups, vacc, a, w);
  }
}

// Writes `4 * groups` outputs of every row from element `offset` on: sums where there is no clamp.
CUSTOS_INLINE void custos_store(size_t rows, size_t groups, int32x4_t vacc[mr][most_groups],
                                const float *multipliers, void *const *out, size_t offset,
                                const struct custos_clamp_neon *clamp) {
  if (clamp == NULL) {
    CUSTOS_EACH(i, rows)
    CUSTOS_EACH(g, groups) vst1q_s32((int32_t *)out[i] + offset + 4 * g, vacc[i][g]);
    return;
  }
  int16x8_t vq[mr][most_groups / 2];
  CUSTOS_EACH(h, groups / 2) {
    const float32x4_t vlow = vld1q_f32(multipliers + 8 * h);
    const float32x4_t vhigh = vld1q_f32(multipliers + 8 * h + 4);
    CUSTOS_EACH(i, rows)
    vq[i][h] = custos_rounded_neon(custos_scaled_neon(vacc[i][2 * h], vlow),
                                   custos_scaled_neon(vacc[i][2 * h + 1], vhigh), clamp);
  }
  CUSTOS_EACH(i, groups >= 4 ? rows : 0)
  vst1q_s8((int8_t *)out[i] + offset, custos_clamped_neon(vq[i][0], vq[i][1], clamp));
  // The last 8 channels of two rows share a register.
  const size_t last = groups / 2 - 1;
  CUSTOS_EACH(pair, groups % 4 == 0 ? 0 : (rows + 1) / 2) {
    const size_t i = 2 * pair;
    const size_t j = i + 1 < rows ? i + 1 : i;
    const int8x16_t v = custos_clamped_neon(vq[i][last], vq[j][last], clamp);
    vst1_s8((int8_t *)out[i] + offset + 8 * last, vget_low_s8(v));
    if (j > i) vst1_s8((int8_t *)out[j] + offset + 8 * last, vget_high_s8(v));
  }
}

// What all tiles of a call have in common.
struct custos_runs {
  size_t count;
  size_t length;
  // Bytes from the end of a run to the next one.
  ptrdiff_t gap;
  // NULL where the sums themselves are wanted.
  const struct custos_clamp_neon *clamp;
};

// Computes `rows` pixels by `4 * groups` channels of the packed block w.
CUSTOS_INLINE void custos_tile(size_t rows, size_t groups, const struct custos_runs *runs,
                               const int8_t *const *in, const int8_t *w, void *const *out,
                               size_t offset) {
  const size_t unrolled = rows == mr ? 4 : 1;
  int32x4_t vacc[mr][most_groups];
  const int8_t *a[mr];
  const float *const multipliers = (const float *)(const void *)w + 4 * groups;
  CUSTOS_EACH(i, rows) {
    a[i] = in[i];
    CUSTOS_EACH(g, groups) vacc[i][g] = vreinterpretq_s32_s8(vld1q_s8(w + 16 * g));
    __asm__ volatile("" : "+r"(w));  // The next row loads the bias again, rather than moving it.
  }
  w += 32 * groups;
  for (size_t r = runs->count; r > 0; --r) {
    size_t k = runs->length;
    for (; k >= 16 * unrolled; k -= 16 * unrolled)
      CUSTOS_EACH(step, unrolled) custos_step16(rows, groups, vacc, a, &w);
    for (; k >= 16; k -= 16) custos_step16(rows, groups, vacc, a, &w);
    for (; k > 0; k -= 4) custos_step4(rows, groups, vacc, a, &w);
    CUSTOS_EACH(i, rows) a[i] += runs->gap;
  }
  custos_store(rows, groups, vacc, multipliers, out, offset, runs->clamp);
}

// Computes all pixels by `4 * groups` channels of the packed block w.
CUSTOS_INLINE void custos_block(size_t groups, size_t pixels, const struct custos_runs *runs,
                                const int8_t *const *in, const int8_t *w, void *const *out,
                                size_t offset) {
  for (; pixels >= mr; pixels -= mr, in += mr, out += mr)
    custos_tile(4, groups, runs, in, w, out, offset);
  switch (pixels) {
    case 3: custos_tile(3, groups, runs, in, w, out, offset); break;
    case 2: custos_tile(2, groups, runs, in, w, out, offset); break;
    case 1: custos_tile(1, groups, runs, in, w, out, offset); break;
    default: break;
  }
}

__attribute__((target("dotprod"))) void custos_qs8_qc8w_igemm_minmax_4x24c4__neondot(
    size_t pixels, size_t channels, size_t runs, size_t run_length, ptrdiff_t run_stride,
    const int8_t *const *in, const void *packed, void *const *out,
    const struct custos_output *output) {
  CUSTOS_REQUIRE_IGEMM(4);
  const struct custos_clamp_neon clamp =
      custos_clamp_neon(output->minimum, output->maximum, output->zero_point);
  const struct custos_runs common = {runs, run_length, run_stride - (ptrdiff_t)run_length,
                                     output->requantize ? &clamp : NULL};
  const size_t element = output->requantize ? sizeof(int8_t) : sizeof(int32_t);
  const size_t channel_size = sizeof(int32_t) + sizeof(float) + runs * run_length;
  // Where a block is wider than the channels left, every tile goes here first.
  int32_t rest[mr][nr];
  void *const rest_rows[mr] = {rest[0], rest[1], rest[2], rest[3]};
  const int8_t *w = packed;
  for (size_t n0 = 0, width; n0 < channels; n0 += width, w += width * channel_size) {
    const size_t left = channels - n0;
    width = custos_igemm_block_width(left, nr, ns);
    const int fits = width <= left;
    for (size_t m = 0, count; m < pixels; m += count) {
      count = fits || pixels - m < mr ? pixels - m : mr;
      void *const *const to = fits ? out + m : rest_rows;
      const size_t offset = fits ? n0 : 0;
      switch (width) {
        case 8: custos_block(2, count, &common, in + m, w, to, offset); break;
        case 16: custos_block(4, count, &common, in + m, w, to, offset); break;
        default: custos_block(6, count, &common, in + m, w, to, offset); break;
      }
      for (size_t i = 0; i < count && !fits; ++i)
        memcpy((char *)out[m + i] + n0 * element, rest[i], left * element);
    }
  }
}
#endif
