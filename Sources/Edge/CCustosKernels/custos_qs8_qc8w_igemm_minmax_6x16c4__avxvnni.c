#if defined(__x86_64__)
#define CUSTOS_VNNI __attribute__((target("avx2,avxvnni")))
#define CUSTOS_DPBUSD _mm256_dpbusd_avx_epi32
#include "internal/igemm_6x16_vnni.h"
#include "internal/preconditions.h"

CUSTOS_VNNI void custos_qs8_qc8w_igemm_minmax_6x16c4__avxvnni(
    size_t pixels, size_t channels, size_t runs, size_t run_length, ptrdiff_t run_stride,
    const int8_t *const *in, const void *packed, void *const *out,
    const struct custos_output *output) {
  CUSTOS_REQUIRE_IGEMM(4);
  custos_igemm_6x16_vnni(pixels, channels, runs, run_length, run_stride, in, packed, out, output);
}
#endif
