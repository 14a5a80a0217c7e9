#if defined(__aarch64__)
#include <arm_neon.h>
#include <string.h>

#include "internal/igemm_4x24_neon.h"
#include "internal/preconditions.h"

// Tile: 4 pixels by 24 channels, 16 products a step, for cores with the matrix products of FEAT_I8MM
// (Cortex-A78C, X1C, A710 and later).
//
//                 channels 0 1   2 3    ...  22 23     vb: 2 channels x 8 products each, 4 registers at a time
//   va[0]: pixels 0 1   vacc[0][0]  [1]  ...  [11]     one register holds the sums of 2 pixels x 2 channels
//   va[1]: pixels 2 3   vacc[1][0]  [1]  ...  [11]     24 accumulators, 4 rows, 4 for weights: all 32
//
// smmla multiplies the 8 products of 2 pixels with those of 2 channels and adds 4 sums: 32 products. A
// register of pixels holds 8 bytes of each; two of them come of one load a pixel and two zips. 48
// smmla need 10 loads and 4 zips. Of an odd number of pixels the last stands in for the missing one.
enum { most_pairs = mr / 2, pair_groups = nr / 2 };

#define CUSTOS_INLINE __attribute__((target("i8mm"), always_inline)) static inline

// Keeps the compiler from moving loads up over the products before them, as in the dot product kernel.
CUSTOS_INLINE void custos_pin(size_t pairs, size_t groups, int32x4_t vacc[most_pairs][pair_groups],
                              const int8_t **a, const int8_t **w) {
  CUSTOS_EACH(p, pairs) {
    CUSTOS_EACH(g, 2 * groups) __asm__ volatile("" : "+w"(vacc[p][g]));
    __asm__ volatile("" : "+r"(a[2 * p]), "+r"(a[2 * p + 1]));
  }
  __asm__ volatile("" : "+r"(*w));
}

// 8 products a channel: va holds those of each pair of pixels.
CUSTOS_INLINE void custos_multiply8(size_t pairs, size_t groups,
                                    int32x4_t vacc[most_pairs][pair_groups],
                                    const int8x16_t va[most_pairs], const int8_t **a,
                                    const int8_t **w) {
  CUSTOS_EACH(quad, groups / 2) {
    const int8x16x4_t vb = vld1q_s8_x4(*w);
    *w += 64;
    CUSTOS_EACH(j, 4)
    CUSTOS_EACH(p, pairs)
    vacc[p][4 * quad + j] = vmmlaq_s32(vacc[p][4 * quad + j], va[p], vb.val[j]);
    custos_pin(pairs, groups, vacc, a, w);
  }
}

// 16 products a channel.
CUSTOS_INLINE void custos_step16(size_t pairs, size_t groups,
                                 int32x4_t vacc[most_pairs][pair_groups], const int8_t **a,
                                 const int8_t **w) {
  int8x16_t vlow[most_pairs], vhigh[most_pairs];
  CUSTOS_EACH(p, pairs) {
    const int64x2_t v0 = vreinterpretq_s64_s8(vld1q_s8(a[2 * p]));
    const int64x2_t v1 = vreinterpretq_s64_s8(vld1q_s8(a[2 * p + 1]));
    vlow[p] = vreinterpretq_s8_s64(vzip1q_s64(v0, v1));
    vhigh[p] = vreinterpretq_s8_s64(vzip2q_s64(v0, v1));
    a[2 * p] += 16;
    a[2 * p + 1] += 16;
    // Both zips at once, so that the loaded registers are free for weights.
    __asm__ volatile("" : "+w"(vlow[p]), "+w"(vhigh[p]));
  }
  custos_multiply8(pairs, groups, vacc, vlow, a, w);
  custos_multiply8(pairs, groups, vacc, vhigh, a, w);
}

// 8 products a channel, the end of a run.
CUSTOS_INLINE void custos_step8(size_t pairs, size_t groups,
                                int32x4_t vacc[most_pairs][pair_groups], const int8_t **a,
                                const int8_t **w) {
  int8x16_t va[most_pairs];
  CUSTOS_EACH(p, pairs) {
    va[p] = vcombine_s8(vld1_s8(a[2 * p]), vld1_s8(a[2 * p + 1]));
    a[2 * p] += 8;
    a[2 * p + 1] += 8;
  }
  custos_multiply8(pairs, groups, vacc, va, a, w);
}

// See custos_tile_neon.
CUSTOS_INLINE void custos_tile(size_t rows, size_t groups, const struct custos_runs *runs,
                               const int8_t *const *in, const int8_t *w, void *const *out,
                               size_t offset) {
  const size_t pairs = (rows + 1) / 2;
  int32x4_t vacc[most_pairs][pair_groups];
  const int8_t *a[mr];
  const float *const multipliers = (const float *)(const void *)w + 4 * groups;
  CUSTOS_EACH(p, pairs) {
    a[2 * p] = in[2 * p];
    a[2 * p + 1] = in[2 * p + 1 < rows ? 2 * p + 1 : 2 * p];
    CUSTOS_EACH(g, 2 * groups) {
      int64_t biases;
      memcpy(&biases, w + 8 * g, sizeof biases);
      vacc[p][g] = vreinterpretq_s32_s64(vdupq_n_s64(biases));
    }
    __asm__ volatile("" : "+r"(w));  // The next pair loads the bias again, rather than moving it.
  }
  w += 32 * groups;
  for (size_t r = runs->count; r > 0; --r) {
    size_t k = runs->length;
    for (; k >= 64; k -= 64) CUSTOS_EACH(step, 4) custos_step16(pairs, groups, vacc, a, &w);
    for (; k >= 16; k -= 16) custos_step16(pairs, groups, vacc, a, &w);
    if (k > 0) custos_step8(pairs, groups, vacc, a, &w);
    CUSTOS_EACH(i, 2 * pairs) a[i] += runs->gap;
  }
  int32x4_t vsums[mr][most_groups];
  CUSTOS_EACH(p, pairs)
  CUSTOS_EACH(g, groups) {
    const int64x2_t v0 = vreinterpretq_s64_s32(vacc[p][2 * g]);
    const int64x2_t v1 = vreinterpretq_s64_s32(vacc[p][2 * g + 1]);
    vsums[2 * p][g] = vreinterpretq_s32_s64(vzip1q_s64(v0, v1));
    vsums[2 * p + 1][g] = vreinterpretq_s32_s64(vzip2q_s64(v0, v1));
  }
  custos_store_tile(rows, groups, vsums, multipliers, out, offset, runs->clamp);
}

__attribute__((target("i8mm"))) void custos_qs8_qc8w_igemm_minmax_4x24c8__neoni8mm(
    size_t pixels, size_t channels, size_t runs, size_t run_length, ptrdiff_t run_stride,
    const int8_t *const *in, const void *packed, void *const *out,
    const struct custos_output *output) {
  CUSTOS_REQUIRE_IGEMM(8);
  custos_igemm_4x24(custos_tile, pixels, channels, runs, run_length, run_stride, in, packed, out,
                    output);
}
#endif
