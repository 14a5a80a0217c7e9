#pragma once
#if defined(__aarch64__)
#include "igemm_4x24_neon.h"

// Tiles of 4 pixels by 24 channels by sdot, for the kernels that differ in the order of instructions:
//
//             channels 0-3  4-7  ...  20-23     vb: 4 channels x 4 products each
//   va[0]     vacc[0][0]    ...   vacc[0][5]    one register holds the sums of 4 channels
//   ...
//   va[3]     vacc[3][0]    ...   vacc[3][5]    24 accumulators, 4 rows, 4 for weights: all 32
//
// sdot by lane multiplies 4 products of one pixel with 4 channels' weights and adds them.
#define CUSTOS_INLINE __attribute__((target("dotprod"), always_inline)) static inline

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


// 16 * `steps` products per channel; rows and groups are constants where it is called.
typedef void custos_steps_neon(size_t rows, size_t groups, int32x4_t vacc[mr][most_groups],
                               const int8_t **a, const int8_t **w, size_t steps);

// custos_tile_neon with a kernel's own order of instructions for whole steps.
CUSTOS_INLINE void custos_sdot_tile(custos_steps_neon *multiply, size_t rows, size_t groups,
                                    const struct custos_runs *runs, const int8_t *const *in,
                                    const int8_t *w, void *const *out, size_t offset) {
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
    multiply(rows, groups, vacc, a, &w, runs->length / 16);
    for (size_t k = runs->length % 16; k > 0; k -= 4) custos_step4(rows, groups, vacc, a, &w);
    CUSTOS_EACH(i, rows) a[i] += runs->gap;
  }
  custos_store_tile(rows, groups, vacc, multipliers, out, offset, runs->clamp);
}
#endif
