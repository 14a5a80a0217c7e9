#if defined(__aarch64__)
#include "internal/igemm_sdot_neon.h"
#include "internal/preconditions.h"

// Tile: 4 pixels by 24 channels, 16 products a step, for cores with dot product that choose the order of
// instructions themselves (Cortex-A76). 96 sdot need 10 loads; weights come 4 registers at a time.
CUSTOS_INLINE void custos_steps(size_t rows, size_t groups, int32x4_t vacc[mr][most_groups],
                                const int8_t **a, const int8_t **w, size_t steps) {
  const size_t unrolled = rows == mr ? 4 : 1;
  for (; steps >= unrolled; steps -= unrolled)
    CUSTOS_EACH(step, unrolled) custos_step16(rows, groups, vacc, a, w);
  for (; steps > 0; --steps) custos_step16(rows, groups, vacc, a, w);
}

CUSTOS_INLINE void custos_tile(size_t rows, size_t groups, const struct custos_runs *runs,
                               const int8_t *const *in, const int8_t *w, void *const *out,
                               size_t offset) {
  custos_sdot_tile(custos_steps, rows, groups, runs, in, w, out, offset);
}

__attribute__((target("dotprod"))) void custos_qs8_qc8w_igemm_minmax_4x24c4__neondot(
    size_t pixels, size_t channels, size_t runs, size_t run_length, ptrdiff_t run_stride,
    const int8_t *const *in, const void *packed, void *const *out,
    const struct custos_output *output) {
  CUSTOS_REQUIRE_IGEMM(4);
  custos_igemm_4x24(custos_tile, pixels, channels, runs, run_length, run_stride, in, packed, out,
                    output);
}
#endif
