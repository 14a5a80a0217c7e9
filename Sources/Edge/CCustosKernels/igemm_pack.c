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

// Packs `groups` groups of kr products of `count` channels, whose rows are `stride` bytes apart; a group
// of `width` channels follows the one before.
__attribute__((always_inline)) static inline void custos_pack_groups(
    const size_t kr, size_t groups, size_t count, size_t width, const int8_t *w, size_t stride,
    char *to) {
  for (; groups > 0; --groups, w += kr, to += width * kr)
    for (size_t n = 0; n < count; ++n) memcpy(to + n * kr, w + n * stride, kr);
}

// The whole groups of a run, with kr as a constant where a kernel has it.
static void custos_pack_run(size_t kr, size_t groups, size_t count, size_t width, const int8_t *w,
                            size_t stride, char *to) {
  switch (kr) {
    case 2: custos_pack_groups(2, groups, count, width, w, stride, to); break;
    case 4: custos_pack_groups(4, groups, count, width, w, stride, to); break;
    case 16: custos_pack_groups(16, groups, count, width, w, stride, to); break;
    default: custos_pack_groups(kr, groups, count, width, w, stride, to); break;
  }
}

// Takes off every bias what the kernel's offset of the inputs adds to the sums; `products` weights a channel.
static void custos_remove_offset(int32_t offset, size_t count, size_t products, const int8_t *w,
                                 char *biases) {
  for (size_t n = 0; n < count; ++n, w += products, biases += sizeof(int32_t)) {
    int32_t sum = 0;
    for (size_t k = 0; k < products; ++k) sum += w[k];
    uint32_t bias;
    memcpy(&bias, biases, sizeof bias);
    bias -= (uint32_t)offset * (uint32_t)sum;
    memcpy(biases, &bias, sizeof bias);
  }
}

void custos_igemm_pack(const struct custos_igemm_kernel *kernel, size_t channels, size_t runs,
                       size_t run_length, const void *weights, const void *bias,
                       const void *multipliers, void *packed) {
  assert(channels > 0 && runs > 0 && run_length > 0);
  assert(bias != NULL && multipliers != NULL && packed != NULL);
  assert(custos_are_weights(channels * runs * run_length, weights));
  const size_t kr = kernel->kr, products = runs * run_length;
  const size_t groups = run_length / kr, rest = run_length % kr;
  char *to = packed;
  memset(packed, 0, custos_igemm_packed_size(kernel, channels, runs, run_length));
  for (size_t n0 = 0, width; n0 < channels; n0 += width) {
    width = custos_igemm_block_width(channels - n0, kernel->nr, kernel->ns);
    const size_t count = channels - n0 < width ? channels - n0 : width;
    const int8_t *w = (const int8_t *)weights + n0 * products;
    memcpy(to, (const char *)bias + n0 * sizeof(int32_t), count * sizeof(int32_t));
    if (kernel->input_offset != 0)
      custos_remove_offset(kernel->input_offset, count, products, w, to);
    to += width * sizeof(int32_t);
    memcpy(to, (const char *)multipliers + n0 * sizeof(float), count * sizeof(float));
    to += width * sizeof(float);
    for (size_t r = 0; r < runs; ++r, w += run_length) {
      custos_pack_run(kr, groups, count, width, w, products, to);
      to += groups * width * kr;
      if (rest == 0) continue;
      for (size_t n = 0; n < count; ++n)
        memcpy(to + n * kr, w + n * products + run_length - rest, rest);
      to += width * kr;
    }
  }
}
