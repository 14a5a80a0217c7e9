#include "custos_kernels.h"

#define CUSTOS_NAMED(member, kernel) .member##_name = #kernel, .member = kernel
// offset: 128 for instructions that multiply unsigned inputs with signed weights.
#define CUSTOS_IGEMM(tile_m, tile_n, tile_k, step_n, offset, kernel) \
  .igemm = {#kernel, kernel, tile_m, tile_n, tile_k, step_n, offset}
// What is the same for all sets with AVX2, and for all with NEON.
#define CUSTOS_POOLS(maxpool_kernel)                          \
  CUSTOS_NAMED(maxpool, maxpool_kernel),                      \
      CUSTOS_NAMED(avgpool, custos_qs8_avgpool_minmax__scalar), \
      CUSTOS_NAMED(sumpool, custos_qs8_sumpool__scalar)
#define CUSTOS_AVX2_VECTORS                                     \
  CUSTOS_NAMED(vadd, custos_qs8_vadd_minmax__avx2),             \
      CUSTOS_NAMED(vrescale, custos_qs8_vrescale_minmax__avx2), \
      CUSTOS_NAMED(vmulcaddc, custos_qs8_vmulcaddc_minmax__avx2), \
      CUSTOS_POOLS(custos_s8_maxpool__avx2)
#define CUSTOS_NEON_VECTORS                                     \
  CUSTOS_NAMED(vadd, custos_qs8_vadd_minmax__neon),             \
      CUSTOS_NAMED(vrescale, custos_qs8_vrescale_minmax__neon), \
      CUSTOS_NAMED(vmulcaddc, custos_qs8_vmulcaddc_minmax__neon), \
      CUSTOS_POOLS(custos_s8_maxpool__neon)

// Names, tile, and the modelled rates of struct custos_winograd_kernel.
#define CUSTOS_WINOGRAD(tile_m, tile_n, tile_k, weights_kernel, input_kernel, multiply_kernel,   \
                        output_kernel, rate, direct_rate, input_cost, output_cost, pair_rate,    \
                        weight_rate, fetched_rate, shared)                                       \
  .winograd = {CUSTOS_NAMED(weights, weights_kernel),                                            \
               CUSTOS_NAMED(input, input_kernel),                                                \
               CUSTOS_NAMED(multiply, multiply_kernel),                                          \
               CUSTOS_NAMED(output, output_kernel),                                              \
               .mr = tile_m,                                                                     \
               .nr = tile_n,                                                                     \
               .kr = tile_k,                                                                     \
               .products_per_cycle = rate,                                                       \
               .direct_products_per_cycle = direct_rate,                                         \
               .input_products = input_cost,                                                     \
               .output_products = output_cost,                                                   \
               .pairs_per_cycle = pair_rate,                                                     \
               .weight_bytes_per_cycle = weight_rate,                                            \
               .fetched_bytes_per_cycle = fetched_rate,                                          \
               .shares_inputs = shared}

static const struct custos_kernel_set scalar_kernels = {
    CUSTOS_IGEMM(2, 4, 1, 4, 0, custos_qs8_qc8w_igemm_minmax_2x4c1__scalar),
    CUSTOS_NAMED(vadd, custos_qs8_vadd_minmax__scalar),
    CUSTOS_NAMED(vrescale, custos_qs8_vrescale_minmax__scalar),
    CUSTOS_NAMED(vmulcaddc, custos_qs8_vmulcaddc_minmax__scalar),
    CUSTOS_POOLS(custos_s8_maxpool__scalar),
};

#if defined(__x86_64__)
static const struct custos_kernel_set avx2_kernels = {
    CUSTOS_IGEMM(6, 16, 2, 16, 0, custos_qs8_qc8w_igemm_minmax_6x16c2__avx2),
    CUSTOS_WINOGRAD(6, 16, 2, custos_winograd_f4x4_weights__avx2, custos_winograd_f4x4_input__avx2,
                    custos_winograd_f4x4_multiply_6x16c2__avx2, custos_winograd_f4x4_output__avx2,
                    24, 20, 84, 116, 0.3f, 3, 4, 0),
    CUSTOS_AVX2_VECTORS,
};

static const struct custos_kernel_set avxvnni_kernels = {
    CUSTOS_IGEMM(6, 16, 4, 16, 128, custos_qs8_qc8w_igemm_minmax_6x16c4__avxvnni),
    CUSTOS_WINOGRAD(6, 16, 2, custos_winograd_f4x4_weights__avx2, custos_winograd_f4x4_input__avx2,
                    custos_winograd_f4x4_multiply_6x16c2__avxvnni,
                    custos_winograd_f4x4_output__avx2, 32, 64, 112, 155, 0.3f, 3, 4, 0),
    CUSTOS_AVX2_VECTORS,
};

static const struct custos_kernel_set avx512vnni_kernels = {
    CUSTOS_IGEMM(6, 64, 4, 16, 128, custos_qs8_qc8w_igemm_minmax_6x64c4__avx512vnni),
    CUSTOS_WINOGRAD(12, 16, 2, custos_winograd_f4x4_weights__avx512,
                    custos_winograd_f4x4_input__avx512,
                    custos_winograd_f4x4_multiply_12x16c2__avx512vnni,
                    custos_winograd_f4x4_output__avx512, 32, 64, 150, 295, 0.26f, 16, 16, 0),
    CUSTOS_NAMED(vadd, custos_qs8_vadd_minmax__avx512),
    CUSTOS_NAMED(vrescale, custos_qs8_vrescale_minmax__avx2),
    CUSTOS_NAMED(vmulcaddc, custos_qs8_vmulcaddc_minmax__avx512),
    CUSTOS_POOLS(custos_s8_maxpool__avx2),
};
#endif

#if defined(__aarch64__)
// Winograd's transforms and the direct kernel are the same for all; see firmware-notes/kernels.md.
#define CUSTOS_NEON_KERNELS(multiply_kernel, rate, direct_rate, pair_rate)                          \
  {                                                                                                 \
      CUSTOS_IGEMM(4, 4, 16, 4, 0, custos_qs8_qc8w_igemm_minmax_4x4c16__neon),                      \
      CUSTOS_WINOGRAD(4, 16, 1, custos_winograd_f4x4_weights__neon,                                 \
                      custos_winograd_f4x4_input__neon, multiply_kernel,                            \
                      custos_winograd_f4x4_output__neon, rate, direct_rate, 84, 116, pair_rate, 3,  \
                      3, 1),                                                                        \
      CUSTOS_NEON_VECTORS,                                                                          \
  }
static const struct custos_kernel_set neon_kernels =
    CUSTOS_NEON_KERNELS(custos_winograd_f4x4_multiply_4x16c1__neon, 4, 8, 0.07f);
static const struct custos_kernel_set neon_a53_kernels =
    CUSTOS_NEON_KERNELS(custos_winograd_f4x4_multiply_4x16c1__neon_a53, 3.3f, 3.2f, 0.027f);
// With products of whole bytes direct convolution is faster than Winograd's.
#define CUSTOS_BYTE_PRODUCT_KERNELS(tile_k, igemm_kernel) \
  { CUSTOS_IGEMM(4, 24, tile_k, 8, 0, igemm_kernel), CUSTOS_NEON_VECTORS }
static const struct custos_kernel_set neondot_kernels =
    CUSTOS_BYTE_PRODUCT_KERNELS(4, custos_qs8_qc8w_igemm_minmax_4x24c4__neondot);
static const struct custos_kernel_set neondot_a55_kernels =
    CUSTOS_BYTE_PRODUCT_KERNELS(4, custos_qs8_qc8w_igemm_minmax_4x24c4__neondot_a55);
static const struct custos_kernel_set neoni8mm_kernels =
    CUSTOS_BYTE_PRODUCT_KERNELS(8, custos_qs8_qc8w_igemm_minmax_4x24c8__neoni8mm);
#endif

#if defined(__x86_64__)
#define CUSTOS_ON_X86(kernels) &kernels
#else
#define CUSTOS_ON_X86(kernels) NULL
#endif
#if defined(__aarch64__)
#define CUSTOS_ON_ARM(kernels) &kernels
#else
#define CUSTOS_ON_ARM(kernels) NULL
#endif

static const struct custos_kernel_row rows[] = {
    {"scalar", 0, 0, {NULL}, &scalar_kernels},
    {"avx2", custos_cpu_avx2, 10, {NULL}, CUSTOS_ON_X86(avx2_kernels)},
    {"avxvnni", custos_cpu_avx2 | custos_cpu_avx_vnni, 12, {NULL}, CUSTOS_ON_X86(avxvnni_kernels)},
    {"avx512vnni", custos_cpu_avx2 | custos_cpu_avx512_vnni, 15, {NULL}, CUSTOS_ON_X86(avx512vnni_kernels)},
    {"neon-a53", custos_cpu_neon, 21, {"Cortex-A35", "Cortex-A53"}, CUSTOS_ON_ARM(neon_a53_kernels)},
    {"neon", custos_cpu_neon, 20, {NULL}, CUSTOS_ON_ARM(neon_kernels)},
    {"neondot-a55", custos_cpu_neon | custos_cpu_dot_product, 31, {"Cortex-A55"}, CUSTOS_ON_ARM(neondot_a55_kernels)},
    {"neondot", custos_cpu_neon | custos_cpu_dot_product, 30, {NULL}, CUSTOS_ON_ARM(neondot_kernels)},
    {"neoni8mm", custos_cpu_neon | custos_cpu_dot_product | custos_cpu_matrix_product, 40, {NULL}, CUSTOS_ON_ARM(neoni8mm_kernels)},
};

const struct custos_kernel_row *custos_kernel_row(size_t index) {
  return index < sizeof rows / sizeof rows[0] ? &rows[index] : NULL;
}
