#if defined(__aarch64__)
#include "internal/igemm_sdot_neon.h"
#include "internal/preconditions.h"

// Tile: 4 pixels by 24 channels, 16 products a step, in the order that suits a Cortex-A55. It issues two
// instructions a cycle in order, one of them an sdot; a load of 128 bits stops it for two cycles, while
// loads of 64 bits and inserts are issued beside sdot. So each sdot is followed by one of those:
//
//   v0-v3: 4 pixels. Their lower halves (lanes 0, 1) are replaced while lanes 2, 3 are in use, and the
//          upper ones in the other half of the step.
//   v4-v7: weights of 4 channels, in turns: one is in use, one waits, one gets its upper half, and one its
//          lower half while its upper half is on its way in a general register.
//
// In assembly, because compilers reorder it.

#define CUSTOS_SDOT(row, g, lane, vb) \
  "sdot %[r" #row "g" #g "].4s, " vb ".16b, v" #row ".4b[" #lane "]\n"
// A register of weights with 4 pixels; what follows each product.
#define CUSTOS_GROUP(g, lane, vb, s0, s1, s2, s3)                                 \
  CUSTOS_SDOT(0, g, lane, vb) s0 CUSTOS_SDOT(1, g, lane, vb) s1                   \
  CUSTOS_SDOT(2, g, lane, vb) s2 CUSTOS_SDOT(3, g, lane, vb) s3
// With the lower half of the weights after the next two, its upper half on its way to x, and the
// insertion of the upper half before that, from y.
#define CUSTOS_LOADING(g, lane, vb, lower, x, upper, y, extra)                    \
  CUSTOS_GROUP(g, lane, vb, "ldr " lower ", [%[w]], #8\n", "ldr %[" x "], [%[w]], #8\n", \
               "ins " upper ".d[1], %[" y "]\n", extra)
#define CUSTOS_G0(g, lane, extra) CUSTOS_LOADING(g, lane, "v4", "d7", "x0", "v6", "x1", extra)
#define CUSTOS_G1(g, lane, extra) CUSTOS_LOADING(g, lane, "v5", "d4", "x1", "v7", "x0", extra)
#define CUSTOS_G2(g, lane, extra) CUSTOS_LOADING(g, lane, "v6", "d5", "x0", "v4", "x1", extra)
#define CUSTOS_G3(g, lane, extra) CUSTOS_LOADING(g, lane, "v7", "d6", "x1", "v5", "x0", extra)
// The last three of a run, behind which nothing may be read.
#define CUSTOS_LAST_THREE(g1, g2, g3)                                             \
  CUSTOS_GROUP(g1, 3, "v5", "", "", "ins v7.d[1], %[x0]\n", "")                   \
  CUSTOS_GROUP(g2, 3, "v6", "", "", "", "") CUSTOS_GROUP(g3, 3, "v7", "", "", "", "")

// 8 bytes of a pixel on their way to a general register, and into a half of its vector.
#define CUSTOS_FETCH(row, x) "ldr %[" x "], [%[a" #row "]], #8\n"
#define CUSTOS_PLACE(row, half, x) "ins v" #row ".d[" #half "], %[" x "]\n"

// Two of the four lanes by 24 channels: 12 registers of weights. `half`: that of the pixels which is replaced.
#define CUSTOS_SIX(l, m, half)                                                    \
  CUSTOS_G0(0, l, CUSTOS_FETCH(0, "x2")) CUSTOS_G1(1, l, CUSTOS_FETCH(1, "x3"))   \
  CUSTOS_G2(2, l, CUSTOS_PLACE(0, half, "x2")) CUSTOS_G3(3, l, CUSTOS_FETCH(2, "x2")) \
  CUSTOS_G0(4, l, CUSTOS_PLACE(1, half, "x3")) CUSTOS_G1(5, l, CUSTOS_FETCH(3, "x3")) \
  CUSTOS_G2(0, m, CUSTOS_PLACE(2, half, "x2")) CUSTOS_G3(1, m, CUSTOS_PLACE(3, half, "x3")) \
  CUSTOS_G0(2, m, "") CUSTOS_G1(3, m, "") CUSTOS_G2(4, m, "") CUSTOS_G3(5, m, "")
#define CUSTOS_LAST_SIX                                                           \
  CUSTOS_G0(0, 2, "") CUSTOS_G1(1, 2, "") CUSTOS_G2(2, 2, "") CUSTOS_G3(3, 2, "") \
  CUSTOS_G0(4, 2, "") CUSTOS_G1(5, 2, "") CUSTOS_G2(0, 3, "") CUSTOS_G3(1, 3, "") \
  CUSTOS_G0(2, 3, "") CUSTOS_LAST_THREE(3, 4, 5)
// The same by 16 channels: 8 registers of weights.
#define CUSTOS_FOUR(l, m, half)                                                   \
  CUSTOS_G0(0, l, CUSTOS_FETCH(0, "x2")) CUSTOS_G1(1, l, CUSTOS_FETCH(1, "x3"))   \
  CUSTOS_G2(2, l, CUSTOS_PLACE(0, half, "x2")) CUSTOS_G3(3, l, CUSTOS_FETCH(2, "x2")) \
  CUSTOS_G0(0, m, CUSTOS_PLACE(1, half, "x3")) CUSTOS_G1(1, m, CUSTOS_FETCH(3, "x3")) \
  CUSTOS_G2(2, m, CUSTOS_PLACE(2, half, "x2")) CUSTOS_G3(3, m, CUSTOS_PLACE(3, half, "x3"))
#define CUSTOS_LAST_FOUR                                                          \
  CUSTOS_G0(0, 2, "") CUSTOS_G1(1, 2, "") CUSTOS_G2(2, 2, "") CUSTOS_G3(3, 2, "") \
  CUSTOS_G0(0, 3, "") CUSTOS_LAST_THREE(1, 2, 3)

// All steps of a run, at least one.
#define CUSTOS_STEPS(two_lanes, last)                                             \
  "ldr d0, [%[a0]], #8\n" "ldr d1, [%[a1]], #8\n"                                 \
  "ldr d2, [%[a2]], #8\n" "ldr d3, [%[a3]], #8\n"                                 \
  "ldr q4, [%[w]], #16\n" "ldr q5, [%[w]], #16\n"                                 \
  "ldr d6, [%[w]], #8\n" "ldr %[x1], [%[w]], #8\n"                                \
  "subs %[steps], %[steps], #1\n"                                                 \
  "b.eq 2f\n"                                                                     \
  "1:\n" two_lanes(0, 1, 1) "subs %[steps], %[steps], #1\n" two_lanes(2, 3, 0)    \
  "b.ne 1b\n"                                                                     \
  "2:\n" two_lanes(0, 1, 1) last

#define CUSTOS_SUMS4(row)                                                          \
  [r##row##g0] "+w"(vacc[row][0]), [r##row##g1] "+w"(vacc[row][1]),               \
      [r##row##g2] "+w"(vacc[row][2]), [r##row##g3] "+w"(vacc[row][3])
#define CUSTOS_SUMS6(row) \
  CUSTOS_SUMS4(row), [r##row##g4] "+w"(vacc[row][4]), [r##row##g5] "+w"(vacc[row][5])
#define CUSTOS_POINTERS                                                           \
  [w] "+r"(*w), [a0] "+r"(a[0]), [a1] "+r"(a[1]), [a2] "+r"(a[2]), [a3] "+r"(a[3]), \
      [steps] "+r"(steps), [x0] "=&r"(x[0]), [x1] "=&r"(x[1]), [x2] "=&r"(x[2]),  \
      [x3] "=&r"(x[3])
#define CUSTOS_CLOBBERS "cc", "memory", "v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7"

CUSTOS_INLINE void custos_steps(size_t rows, size_t groups, int32x4_t vacc[mr][most_groups],
                                const int8_t **a, const int8_t **w, size_t steps) {
  uint64_t x[4];
  if (rows == mr && groups == 6 && steps > 0) {
    __asm__ volatile(CUSTOS_STEPS(CUSTOS_SIX, CUSTOS_LAST_SIX)
                     : CUSTOS_SUMS6(0), CUSTOS_SUMS6(1), CUSTOS_SUMS6(2), CUSTOS_SUMS6(3),
                       CUSTOS_POINTERS
                     :
                     : CUSTOS_CLOBBERS);
  } else if (rows == mr && groups == 4 && steps > 0) {
    __asm__ volatile(CUSTOS_STEPS(CUSTOS_FOUR, CUSTOS_LAST_FOUR)
                     : CUSTOS_SUMS4(0), CUSTOS_SUMS4(1), CUSTOS_SUMS4(2), CUSTOS_SUMS4(3),
                       CUSTOS_POINTERS
                     :
                     : CUSTOS_CLOBBERS);
  } else {
    for (; steps > 0; --steps) custos_step16(rows, groups, vacc, a, w);
  }
}

CUSTOS_INLINE void custos_tile(size_t rows, size_t groups, const struct custos_runs *runs,
                               const int8_t *const *in, const int8_t *w, void *const *out,
                               size_t offset) {
  custos_sdot_tile(custos_steps, rows, groups, runs, in, w, out, offset);
}

__attribute__((target("dotprod"))) void custos_qs8_qc8w_igemm_minmax_4x24c4__neondot_a55(
    size_t pixels, size_t channels, size_t runs, size_t run_length, ptrdiff_t run_stride,
    const int8_t *const *in, const void *packed, void *const *out,
    const struct custos_output *output) {
  CUSTOS_REQUIRE_IGEMM(4);
  custos_igemm_4x24(custos_tile, pixels, channels, runs, run_length, run_stride, in, packed, out,
                    output);
}
#endif
