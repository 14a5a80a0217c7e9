#include "vnni_twins.h"

#if defined(__x86_64__)
#define CUSTOS_VNNI __attribute__((target("avx2,avx512f,avx512vl,avx512vnni")))
#define CUSTOS_TARGET CUSTOS_VNNI
#define CUSTOS_DPBUSD _mm256_dpbusd_epi32
#define CUSTOS_ADD_PAIRS _mm256_dpwssd_epi32
#include "../../../Sources/Edge/CCustosKernels/internal/igemm_6x16_vnni.h"

CUSTOS_VNNI static void custos_igemm_twin(size_t pixels, size_t channels, size_t runs,
                                          size_t run_length, ptrdiff_t run_stride,
                                          const int8_t *const *in, const void *packed,
                                          void *const *out, const struct custos_output *output) {
  custos_igemm_6x16_vnni(pixels, channels, runs, run_length, run_stride, in, packed, out, output);
}

// Both headers name the sides of their tile.
#define mr winograd_mr
#define nr winograd_nr
#include "../../../Sources/Edge/CCustosKernels/internal/winograd_multiply_6x16.h"

CUSTOS_TARGET static void custos_multiply_twin(
    size_t row, const struct custos_winograd_tiles *tiles, size_t channels, const int16_t *v,
    size_t tile_stride, size_t position_stride, const int16_t *u, const int32_t *bias,
    int32_t *m) {
  custos_winograd_multiply_6x16(row, tiles, channels, v, tile_stride, position_stride, u, bias, m);
}

struct custos_vnni_twins custos_vnni_twins(void) {
  return (struct custos_vnni_twins){"twin of igemm_minmax_6x16c4__avxvnni", custos_igemm_twin,
                                    "twin of multiply_6x16c2__avxvnni", custos_multiply_twin};
}
#else
struct custos_vnni_twins custos_vnni_twins(void) {
  return (struct custos_vnni_twins){NULL, NULL, NULL, NULL};
}
#endif
