#include <string.h>

#include "custos_igemm.h"
#include "internal/igemm_block.h"
#include "internal/preconditions.h"

static size_t round_up(size_t value, size_t multiple) {
  return (value + multiple - 1) / multiple * multiple;
}

size_t custos_igemm_packed_size(const struct custos_igemm_kernel *kernel, size_t channels,
                                size_t runs, size_t run_length) {
  const size_t products = runs * round_up(run_length, kernel->kr);
  return round_up(channels, kernel->ns) * (sizeof(int32_t) + sizeof(float) + products);
}

void custos_igemm_pack(const struct custos_igemm_kernel *kernel, size_t channels, size_t runs,
                       size_t run_length, const void *weights, const void *bias,
                       const void *multipliers, void *packed) {
  assert(channels > 0 && runs > 0 && run_length > 0);
  assert(bias != NULL && multipliers != NULL && packed != NULL);
  assert(custos_are_weights(channels * runs * run_length, weights));
  const size_t kr = kernel->kr;
  const int8_t *w = weights;
  char *to = packed;
  memset(packed, 0, custos_igemm_packed_size(kernel, channels, runs, run_length));
  for (size_t n0 = 0, width; n0 < channels; n0 += width) {
    width = custos_igemm_block_width(channels - n0, kernel->nr, kernel->ns);
    const size_t count = channels - n0 < width ? channels - n0 : width;
    memcpy(to, (const char *)bias + n0 * sizeof(int32_t), count * sizeof(int32_t));
    to += width * sizeof(int32_t);
    memcpy(to, (const char *)multipliers + n0 * sizeof(float), count * sizeof(float));
    to += width * sizeof(float);
    for (size_t r = 0; r < runs; ++r) {
      for (size_t k0 = 0; k0 < run_length; k0 += kr, to += width * kr) {
        const size_t length = run_length - k0 < kr ? run_length - k0 : kr;
        for (size_t n = 0; n < count; ++n)
          memcpy(to + n * kr, w + ((n0 + n) * runs + r) * run_length + k0, length);
      }
    }
  }
}
