#include <string.h>

#include "custos_kernel_set.h"

#if defined(__aarch64__)
#include <sys/auxv.h>

// HWCAP_ASIMDDP and HWCAP2_I8MM of Linux on aarch64.
enum { hwcap_dot_product = 1 << 20, hwcap2_matrix_product = 1 << 13 };
#endif

uint32_t custos_cpu_features(void) {
  uint32_t features = 0;
#if defined(__x86_64__)
  // The compiler's library believes CPUID only where XGETBV says that the system saves the registers.
  if (__builtin_cpu_supports("avx2")) features |= custos_cpu_avx2;
  if (__builtin_cpu_supports("avxvnni")) features |= custos_cpu_avx_vnni;
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vnni"))
    features |= custos_cpu_avx512_vnni;
#endif
#if defined(__aarch64__)
  features |= custos_cpu_neon;
  if (getauxval(AT_HWCAP) & hwcap_dot_product) features |= custos_cpu_dot_product;
  if (getauxval(AT_HWCAP2) & hwcap2_matrix_product) features |= custos_cpu_matrix_product;
#endif
  return features;
}

static int runs_with(const struct custos_kernel_row *row, uint32_t features) {
  return (row->features & ~features) == 0;
}

static int is_for(const struct custos_kernel_row *row, const char *core) {
  if (row->cores[0] == NULL) return 1;
  for (size_t i = 0; core != NULL && i < custos_tuned_cores && row->cores[i] != NULL; ++i)
    if (strcmp(row->cores[i], core) == 0) return 1;
  return 0;
}

size_t custos_best_kernel_row(uint32_t features, const char *core) {
  size_t best = 0;
  const struct custos_kernel_row *row;
  for (size_t i = 1; (row = custos_kernel_row(i)) != NULL; ++i)
    if (runs_with(row, features) && is_for(row, core) && row->rank > custos_kernel_row(best)->rank)
      best = i;
  return best;
}

const struct custos_kernel_set *custos_kernels_for(size_t row) {
  const struct custos_kernel_row *const found = custos_kernel_row(row);
  return found != NULL && runs_with(found, custos_cpu_features()) ? found->kernels : NULL;
}

const char *custos_compiled_kernel_name(size_t index) {
  enum { operations = 11 };
  const struct custos_kernel_row *row;
  for (size_t r = 0; (row = custos_kernel_row(r)) != NULL; ++r) {
    const struct custos_kernel_set *const set = row->kernels;
    if (set == NULL) continue;
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
