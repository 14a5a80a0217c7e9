#include <stddef.h>

#include "custos_kernels.h"

#if defined(__aarch64__)
#include <sys/auxv.h>
#endif

#define CUSTOS_NAMED(member, kernel) .member##_name = #kernel, .member = kernel
#define CUSTOS_IGEMM(tile_m, tile_n, tile_k, step_n, kernel) \
  .igemm = {#kernel, kernel, tile_m, tile_n, tile_k, step_n}

// Names, tile, and the modelled rates of struct custos_winograd_kernel.
#define CUSTOS_WINOGRAD(tile_m, tile_n, tile_k, weights_kernel, input_kernel, multiply_kernel,   \
                        output_kernel, rate, direct_rate, pair_rate, weight_rate, fetched_rate)  \
  .winograd = {CUSTOS_NAMED(weights, weights_kernel),                                            \
               CUSTOS_NAMED(input, input_kernel),                                                \
               CUSTOS_NAMED(multiply, multiply_kernel),                                          \
               CUSTOS_NAMED(output, output_kernel),                                              \
               .mr = tile_m,                                                                     \
               .nr = tile_n,                                                                     \
               .kr = tile_k,                                                                     \
               .products_per_cycle = rate,                                                       \
               .direct_products_per_cycle = direct_rate,                                         \
               .pairs_per_cycle = pair_rate,                                                     \
               .weight_bytes_per_cycle = weight_rate,                                            \
               .fetched_bytes_per_cycle = fetched_rate}

static const struct custos_kernel_set scalar_kernels = {
    CUSTOS_IGEMM(2, 4, 1, 4, custos_qs8_qc8w_igemm_minmax_2x4c1__scalar),
    CUSTOS_NAMED(vadd, custos_qs8_vadd_minmax__scalar),
    CUSTOS_NAMED(vrescale, custos_qs8_vrescale_minmax__scalar),
    CUSTOS_NAMED(vmulcaddc, custos_qs8_vmulcaddc_minmax__scalar),
    CUSTOS_NAMED(maxpool, custos_s8_maxpool__scalar),
    CUSTOS_NAMED(avgpool, custos_qs8_avgpool_minmax__scalar),
    CUSTOS_NAMED(sumpool, custos_qs8_sumpool__scalar),
};

#if defined(__x86_64__)
static const struct custos_kernel_set avx2_kernels = {
    CUSTOS_IGEMM(6, 16, 2, 16, custos_qs8_qc8w_igemm_minmax_6x16c2__avx2),
    CUSTOS_WINOGRAD(6, 16, 2, custos_winograd_f4x4_weights__avx2, custos_winograd_f4x4_input__avx2,
                    custos_winograd_f4x4_multiply_6x16c2__avx2, custos_winograd_f4x4_output__avx2,
                    24, 20, 0.3f, 3, 4),
    CUSTOS_NAMED(vadd, custos_qs8_vadd_minmax__avx2),
    CUSTOS_NAMED(vrescale, custos_qs8_vrescale_minmax__avx2),
    CUSTOS_NAMED(vmulcaddc, custos_qs8_vmulcaddc_minmax__avx2),
    CUSTOS_NAMED(maxpool, custos_s8_maxpool__avx2),
    CUSTOS_NAMED(avgpool, custos_qs8_avgpool_minmax__scalar),
    CUSTOS_NAMED(sumpool, custos_qs8_sumpool__scalar),
};
#endif

#if defined(__aarch64__)
// Winograd's transforms and the direct kernel are the same for all; see firmware-notes/kernels.md.
#define CUSTOS_NEON_KERNELS(multiply_kernel, rate, direct_rate, pair_rate)                          \
  {                                                                                                 \
      CUSTOS_IGEMM(4, 4, 16, 4, custos_qs8_qc8w_igemm_minmax_4x4c16__neon),                         \
      CUSTOS_WINOGRAD(4, 16, 1, custos_winograd_f4x4_weights__neon,                                 \
                      custos_winograd_f4x4_input__neon, multiply_kernel,                            \
                      custos_winograd_f4x4_output__neon, rate, direct_rate, pair_rate, 3, 3),       \
      CUSTOS_NAMED(vadd, custos_qs8_vadd_minmax__neon),                                             \
      CUSTOS_NAMED(vrescale, custos_qs8_vrescale_minmax__neon),                                     \
      CUSTOS_NAMED(vmulcaddc, custos_qs8_vmulcaddc_minmax__neon),                                   \
      CUSTOS_NAMED(maxpool, custos_s8_maxpool__neon),                                               \
      CUSTOS_NAMED(avgpool, custos_qs8_avgpool_minmax__scalar),                                     \
      CUSTOS_NAMED(sumpool, custos_qs8_sumpool__scalar),                                            \
  }
static const struct custos_kernel_set neon_kernels =
    CUSTOS_NEON_KERNELS(custos_winograd_f4x4_multiply_4x16c1__neon, 4, 8, 0.07f);
static const struct custos_kernel_set neon_a53_kernels =
    CUSTOS_NEON_KERNELS(custos_winograd_f4x4_multiply_4x16c1__neon_a53, 3.3f, 3.2f, 0.027f);
static const struct custos_kernel_set neondot_kernels = {
    CUSTOS_IGEMM(4, 24, 4, 8, custos_qs8_qc8w_igemm_minmax_4x24c4__neondot),
    CUSTOS_NAMED(vadd, custos_qs8_vadd_minmax__neon),
    CUSTOS_NAMED(vrescale, custos_qs8_vrescale_minmax__neon),
    CUSTOS_NAMED(vmulcaddc, custos_qs8_vmulcaddc_minmax__neon),
    CUSTOS_NAMED(maxpool, custos_s8_maxpool__neon),
    CUSTOS_NAMED(avgpool, custos_qs8_avgpool_minmax__scalar),
    CUSTOS_NAMED(sumpool, custos_qs8_sumpool__scalar),
};
// HWCAP_ASIMDDP of Linux on aarch64: the dot product instructions.
enum { hwcap_dot_product = 1 << 20 };
#endif

const struct custos_kernel_set *custos_kernels_for(enum custos_instruction_set set) {
  switch (set) {
    case custos_instruction_set_scalar:
      return &scalar_kernels;
#if defined(__x86_64__)
    case custos_instruction_set_avx2:
      return __builtin_cpu_supports("avx2") ? &avx2_kernels : NULL;
#endif
#if defined(__aarch64__)
    case custos_instruction_set_neon:
      return &neon_kernels;
    case custos_instruction_set_neon_a53:
      return &neon_a53_kernels;
    case custos_instruction_set_neondot:
      return getauxval(AT_HWCAP) & hwcap_dot_product ? &neondot_kernels : NULL;
#endif
    default:
      return NULL;
  }
}

const char *custos_compiled_kernel_name(size_t index) {
  static const struct custos_kernel_set *const sets[] = {
      &scalar_kernels,
#if defined(__x86_64__)
      &avx2_kernels,
#endif
#if defined(__aarch64__)
      &neon_kernels,
      &neon_a53_kernels,
      &neondot_kernels,
#endif
  };
  enum { operations = 11 };
  for (size_t s = 0; s < sizeof sets / sizeof sets[0]; ++s) {
    const struct custos_kernel_set *set = sets[s];
    const char *const names[operations] = {
        set->igemm.name,          set->vadd_name,
        set->vrescale_name,       set->vmulcaddc_name,
        set->maxpool_name,        set->avgpool_name,
        set->sumpool_name,        set->winograd.weights_name,
        set->winograd.input_name, set->winograd.multiply_name,
        set->winograd.output_name};
    for (size_t k = 0; k < operations; ++k)
      if (names[k] != NULL && index-- == 0) return names[k];
  }
  return NULL;
}
