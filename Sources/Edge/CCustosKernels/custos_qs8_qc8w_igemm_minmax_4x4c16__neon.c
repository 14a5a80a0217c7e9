#if defined(__aarch64__)
#include <arm_neon.h>
#include <string.h>

#include "custos_igemm.h"
#include "internal/preconditions.h"
#include "internal/requantize_neon.h"

// Tile: 4 pixels by 4 channels, 32 products a step, for cores without dot product (Cortex-A53, A72).
//
//                 4 channels                              vb: 16 x int8 of each, twice
//   va, a pixel   vacc[0][0] vacc[0][1] ... vacc[0][3]    4 partial sums each
//   ...
//   the 4th one   vacc[3][0] ...
//
// 16 accumulators, 8 registers of weights, 4 of two pixels and 4 of products: all 32. Everything below is
// unrolled for a constant number of rows (pixels): fewer than 4 have code of their own.
enum { mr = 4, nr = 4 };

#define CUSTOS_INLINE __attribute__((always_inline)) static inline
#define CUSTOS_EACH(i, count) _Pragma("clang loop unroll(full)") for (size_t i = 0; i < (count); ++i)

// The sums of two products each, in 16 bits: exact since no weight is -128 (2 * 128 * 127 < 2^15).
CUSTOS_INLINE int16x8_t custos_pairs(int8x16_t va, int8x16_t vb) {
  return vmlal_high_s8(vmull_s8(vget_low_s8(va), vget_low_s8(vb)), va, vb);
}

// Keeps the compiler from moving the next row's loads up over the products of this one: no register is free
// for them, and it would rather spill accumulators. Emits nothing.
CUSTOS_INLINE void custos_pin(int32x4_t vacc[nr], size_t rows, const int8_t **a,
                              const int8_t **w) {
  CUSTOS_EACH(n, nr) __asm__ volatile("" : "+w"(vacc[n]));
  CUSTOS_EACH(i, rows) __asm__ volatile("" : "+r"(a[i]));
  __asm__ volatile("" : "+r"(*w));
}

// Adds up the pairs of `vpairs`, to `vacc` unless these are a tile's first products.
CUSTOS_INLINE int32x4_t custos_add_pairs(int first, int32x4_t vacc, int16x8_t vpairs) {
  return first ? vpaddlq_s16(vpairs) : vpadalq_s16(vacc, vpairs);
}

// 16 products per channel.
CUSTOS_INLINE void custos_step16(size_t rows, int first, int32x4_t vacc[mr][nr], const int8_t **a,
                                 const int8_t **w) {
  const int8x16x4_t vb = vld1q_s8_x4(*w);
  *w += 64;
  CUSTOS_EACH(i, rows) {
    const int8x16_t va = vld1q_s8(a[i]);
    a[i] += 16;
    CUSTOS_EACH(n, nr)
    vacc[i][n] = custos_add_pairs(first, vacc[i][n], custos_pairs(va, vb.val[n]));
    custos_pin(vacc[i], rows, a, w);
  }
}

// 16 products of a pixel with each of 4 channels, of registers by their names below; `add` puts the sums of
// two to the accumulators (sadalp) or begins these (saddlp).
#define CUSTOS_ADD_16(add, va, vb0, vb1, vb2, vb3)              \
  "smull %[vpairs0].8h, %[" va "].8b, %[" vb0 "].8b\n"          \
  "smull %[vpairs1].8h, %[" va "].8b, %[" vb1 "].8b\n"          \
  "smull %[vpairs2].8h, %[" va "].8b, %[" vb2 "].8b\n"          \
  "smull %[vpairs3].8h, %[" va "].8b, %[" vb3 "].8b\n"          \
  "smlal2 %[vpairs0].8h, %[" va "].16b, %[" vb0 "].16b\n"       \
  "smlal2 %[vpairs1].8h, %[" va "].16b, %[" vb1 "].16b\n"       \
  "smlal2 %[vpairs2].8h, %[" va "].16b, %[" vb2 "].16b\n"       \
  "smlal2 %[vpairs3].8h, %[" va "].16b, %[" vb3 "].16b\n"       \
  add " %[vacc0].4s, %[vpairs0].8h\n"                          \
  add " %[vacc1].4s, %[vpairs1].8h\n"                          \
  add " %[vacc2].4s, %[vpairs2].8h\n"                          \
  add " %[vacc3].4s, %[vpairs3].8h\n"

// 32 products of a pixel; `constraint` is that of the accumulators.
#define CUSTOS_ADD_32(add, constraint)                                                          \
  __asm__ volatile(                                                                             \
      CUSTOS_ADD_16(add, "va0", "vb0", "vb1", "vb2", "vb3")                                     \
      CUSTOS_ADD_16("sadalp", "va1", "vb4", "vb5", "vb6", "vb7")                                \
      : [vacc0] constraint(vacc[0]), [vacc1] constraint(vacc[1]), [vacc2] constraint(vacc[2]),  \
        [vacc3] constraint(vacc[3]), [vpairs0] "=&w"(vpairs[0]), [vpairs1] "=&w"(vpairs[1]),    \
        [vpairs2] "=&w"(vpairs[2]), [vpairs3] "=&w"(vpairs[3])                                  \
      : [va0] "w"(va.val[0]), [va1] "w"(va.val[1]), [vb0] "w"(vb0.val[0]),                      \
        [vb1] "w"(vb0.val[1]), [vb2] "w"(vb0.val[2]), [vb3] "w"(vb0.val[3]),                    \
        [vb4] "w"(vb1.val[0]), [vb5] "w"(vb1.val[1]), [vb6] "w"(vb1.val[2]),                    \
        [vb7] "w"(vb1.val[3]))

// 32 products of one pixel with each of 4 channels. In assembly, since a core that issues in order
// (Cortex-A53) waits for the results in the compiler's order.
CUSTOS_INLINE void custos_row32(int first, int32x4_t vacc[nr], int8x16x2_t va, int8x16x4_t vb0,
                                int8x16x4_t vb1) {
  int16x8_t vpairs[nr];
  if (first)
    CUSTOS_ADD_32("saddlp", "=&w");
  else
    CUSTOS_ADD_32("sadalp", "+w");
}

// 32 products per channel. The next row is loaded before the products of the present one.
CUSTOS_INLINE void custos_step32(size_t rows, int first, int32x4_t vacc[mr][nr], const int8_t **a,
                                 const int8_t **w) {
  int8x16x2_t vnext = vld1q_s8_x2(a[0]);
  a[0] += 32;
  const int8x16x4_t vb0 = vld1q_s8_x4(*w);
  *w += 64;
  __asm__("" : "+r"(*w));  // Or its successor would take an addition of its own.
  const int8x16x4_t vb1 = vld1q_s8_x4(*w);
  *w += 64;
  CUSTOS_EACH(i, rows) {
    const int8x16x2_t va = vnext;
    if (i + 1 < rows) {
      vnext = vld1q_s8_x2(a[i + 1]);
      a[i + 1] += 32;
    }
    custos_row32(first, vacc[i], va, vb0, vb1);
    custos_pin(vacc[i], rows, a, w);
  }
}

CUSTOS_INLINE int32x4_t custos_sum(const int32x4_t v[nr]) {
  return vpaddq_s32(vpaddq_s32(v[0], v[1]), vpaddq_s32(v[2], v[3]));
}

// The bytes of 4 pixels by 4 channels.
CUSTOS_INLINE int32x4_t custos_bytes(const int32x4_t v[mr], float32x4_t vmultiplier,
                                     const struct custos_clamp_neon *clamp) {
  const int16x8_t vq01 = custos_rounded_neon(custos_scaled_neon(v[0], vmultiplier),
                                             custos_scaled_neon(v[1], vmultiplier), clamp);
  const int16x8_t vq23 = custos_rounded_neon(custos_scaled_neon(v[2], vmultiplier),
                                             custos_scaled_neon(v[3], vmultiplier), clamp);
  return vreinterpretq_s32_s8(custos_clamped_neon(vq01, vq23, clamp));
}

// Stores the first `count` (1 to 4) bytes.
CUSTOS_INLINE void custos_store_bytes(int8_t *out, int32_t bytes, size_t count) {
  if (count == nr)
    memcpy(out, &bytes, nr);
  else
    memcpy(out, &bytes, count);
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

// Computes `rows` pixels of a block, of whose channels the first `count` are wanted, from channel n0 on.
CUSTOS_INLINE void custos_tile(size_t rows, const struct custos_runs *runs, const int8_t *const *in,
                               const int8_t *block, void *const *out, size_t n0, size_t count) {
  const int8_t *a[mr];
  int32x4_t vacc[mr][nr], vsum[mr];
  CUSTOS_EACH(i, rows) a[i] = in[i];
  const int8_t *w = block + 8 * nr;
  size_t k = runs->length;
  if (k >= 32) {
    custos_step32(rows, 1, vacc, a, &w);
    k -= 32;
  } else {
    custos_step16(rows, 1, vacc, a, &w);
    k -= 16;
  }
  for (size_t r = runs->count; r > 0; --r, k = runs->length) {
    for (; k >= 32; k -= 32) custos_step32(rows, 0, vacc, a, &w);
    if (k > 0) custos_step16(rows, 0, vacc, a, &w);
    CUSTOS_EACH(i, rows) a[i] += runs->gap;
  }
  const int32x4_t vbias = vreinterpretq_s32_s8(vld1q_s8(block));
  CUSTOS_EACH(i, mr) vsum[i] = i < rows ? vaddq_s32(vbias, custos_sum(vacc[i])) : vsum[0];
  if (runs->clamp == NULL) {
    CUSTOS_EACH(i, rows) memcpy((int32_t *)out[i] + n0, &vsum[i], count * sizeof(int32_t));
    return;
  }
  const float32x4_t vmultiplier = vreinterpretq_f32_s8(vld1q_s8(block + 4 * nr));
  const int32x4_t vq = custos_bytes(vsum, vmultiplier, runs->clamp);
  custos_store_bytes((int8_t *)out[0] + n0, vgetq_lane_s32(vq, 0), count);
  if (rows > 1) custos_store_bytes((int8_t *)out[1] + n0, vgetq_lane_s32(vq, 1), count);
  if (rows > 2) custos_store_bytes((int8_t *)out[2] + n0, vgetq_lane_s32(vq, 2), count);
  if (rows > 3) custos_store_bytes((int8_t *)out[3] + n0, vgetq_lane_s32(vq, 3), count);
}

// One pixel's sums with 4 channels over a run of 32 products; vb: [2][4 channels] of 16 weights.
CUSTOS_INLINE int32x4_t custos_sum_of_32(const int8_t *a, const int8x16_t vb[2][nr]) {
  const int8x16_t va0 = vld1q_s8(a), va1 = vld1q_s8(a + 16);
  int32x4_t vacc[nr];
  CUSTOS_EACH(n, nr)
  vacc[n] = vpadalq_s16(vpaddlq_s16(custos_pairs(va0, vb[0][n])), custos_pairs(va1, vb[1][n]));
  return custos_sum(vacc);
}

// Full tiles of one block of 4 channels over a single run of 32 products, to bytes: first layers, whose
// pixels have 27 products. The block's weights stay in registers. Returns the number of pixels done.
static size_t custos_short_run_tiles(size_t pixels, const int8_t *const *in, const int8_t *block,
                                     void *const *out, size_t offset,
                                     const struct custos_clamp_neon *clamp) {
  const int32x4_t vbias = vreinterpretq_s32_s8(vld1q_s8(block));
  const float32x4_t vmultiplier = vreinterpretq_f32_s8(vld1q_s8(block + 16));
  int8x16_t vb[2][nr];
  CUSTOS_EACH(n, nr) {
    vb[0][n] = vld1q_s8(block + 32 + 16 * n);
    vb[1][n] = vld1q_s8(block + 96 + 16 * n);
  }
  size_t m = 0;
  for (; m + mr <= pixels; m += mr) {
    int32x4_t v[mr];
    CUSTOS_EACH(i, mr) v[i] = vaddq_s32(vbias, custos_sum_of_32(in[m + i], vb));
    const int32x4_t vq = custos_bytes(v, vmultiplier, clamp);
    vst1q_lane_s32((int32_t *)((char *)out[m] + offset), vq, 0);
    vst1q_lane_s32((int32_t *)((char *)out[m + 1] + offset), vq, 1);
    vst1q_lane_s32((int32_t *)((char *)out[m + 2] + offset), vq, 2);
    vst1q_lane_s32((int32_t *)((char *)out[m + 3] + offset), vq, 3);
  }
  return m;
}

void custos_qs8_qc8w_igemm_minmax_4x4c16__neon(size_t pixels, size_t channels, size_t runs,
                                               size_t run_length, ptrdiff_t run_stride,
                                               const int8_t *const *in, const void *packed,
                                               void *const *out,
                                               const struct custos_output *output) {
  CUSTOS_REQUIRE_IGEMM(16);
  const struct custos_clamp_neon clamp =
      custos_clamp_neon(output->minimum, output->maximum, output->zero_point);
  const struct custos_runs common = {runs, run_length, run_stride - (ptrdiff_t)run_length,
                                     output->requantize ? &clamp : NULL};
  const int8_t *block = packed;
  for (size_t n0 = 0; n0 < channels; n0 += nr, block += nr * (8 + runs * run_length)) {
    const size_t count = channels - n0 < nr ? channels - n0 : nr;
    size_t m = 0;
    if (runs == 1 && run_length == 32 && count == nr && output->requantize)
      m = custos_short_run_tiles(pixels, in, block, out, n0, &clamp);
    for (; m + mr <= pixels; m += mr) custos_tile(4, &common, in + m, block, out + m, n0, count);
    switch (pixels - m) {
      case 3: custos_tile(3, &common, in + m, block, out + m, n0, count); break;
      case 2: custos_tile(2, &common, in + m, block, out + m, n0, count); break;
      case 1: custos_tile(1, &common, in + m, block, out + m, n0, count); break;
      default: break;
    }
  }
}
#endif
