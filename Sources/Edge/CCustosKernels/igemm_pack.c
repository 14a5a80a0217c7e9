#include <string.h>

#include "custos_igemm.h"

static size_t round_up(size_t value, size_t multiple) {
  return (value + multiple - 1) / multiple * multiple;
}

static size_t block_size(const struct custos_igemm_kernel *kernel, size_t runs,
                         size_t run_length) {
  return kernel->nr * (sizeof(int32_t) + sizeof(float) + runs * round_up(run_length, kernel->kr));
}

size_t custos_igemm_packed_size(const struct custos_igemm_kernel *kernel, size_t channels,
                                size_t runs, size_t run_length) {
  return round_up(channels, kernel->nr) / kernel->nr * block_size(kernel, runs, run_length);
}

void custos_igemm_pack(const struct custos_igemm_kernel *kernel, size_t channels, size_t runs,
                       size_t run_length, const void *weights, const void *bias,
                       const void *multipliers, void *packed) {
  const size_t nr = kernel->nr;
  const size_t kr = kernel->kr;
  const size_t size = block_size(kernel, runs, run_length);
  const int8_t *w = weights;
  char *block = packed;
  for (size_t n0 = 0; n0 < channels; n0 += nr, block += size) {
    const size_t count = channels - n0 < nr ? channels - n0 : nr;
    memset(block, 0, size);
    memcpy(block, (const char *)bias + n0 * sizeof(int32_t), count * sizeof(int32_t));
    memcpy(block + nr * sizeof(int32_t), (const char *)multipliers + n0 * sizeof(float),
           count * sizeof(float));
    char *to = block + nr * (sizeof(int32_t) + sizeof(float));
    for (size_t r = 0; r < runs; ++r) {
      for (size_t k0 = 0; k0 < run_length; k0 += kr, to += nr * kr) {
        const size_t length = run_length - k0 < kr ? run_length - k0 : kr;
        for (size_t n = 0; n < count; ++n)
          memcpy(to + n * kr, w + ((n0 + n) * runs + r) * run_length + k0, length);
      }
    }
  }
}
