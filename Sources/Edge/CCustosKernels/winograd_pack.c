#include <stdlib.h>
#include <string.h>

#include "custos_winograd.h"
#include "internal/preconditions.h"

enum { taps = 9, scale = 576 };

int custos_winograd_is_exact(size_t inputs, size_t outputs, const void *weights, const void *bias,
                             const void *multipliers) {
  const int64_t bound = 1 << 25;
  const int8_t *w = weights;
  for (size_t n = 0; n < outputs; ++n) {
    int32_t b;
    float m;
    memcpy(&b, (const char *)bias + n * sizeof b, sizeof b);
    memcpy(&m, (const char *)multipliers + n * sizeof m, sizeof m);
    if (m / 64 * 64 != m) return 0;
    int64_t least = b, most = b;
    for (size_t k = 0; k < taps * inputs; ++k, ++w) {
      least += *w > 0 ? -128 * *w : 127 * *w;
      most += *w > 0 ? 127 * *w : -128 * *w;
    }
    if (least <= -bound || most >= bound) return 0;
  }
  return 1;
}

void custos_winograd_pack(const struct custos_winograd_kernel *kernel, size_t inputs, size_t block,
                          const void *weights, const void *bias, const void *multipliers,
                          int32_t *packed_bias, float *packed_multipliers, int8_t *w) {
  assert(inputs > 0 && inputs % kernel->kr == 0);
  assert(weights != NULL && bias != NULL && multipliers != NULL);
  assert(packed_bias != NULL && packed_multipliers != NULL && w != NULL);
  const size_t nr = kernel->nr, kr = kernel->kr;
  for (size_t n = 0; n < nr; ++n) {
    const size_t output = block * nr + n;
    uint32_t b;
    memcpy(&b, (const char *)bias + output * sizeof b, sizeof b);
    packed_bias[n] = (int32_t)(scale * b);
    memcpy(&packed_multipliers[n], (const char *)multipliers + output * sizeof(float), sizeof(float));
    packed_multipliers[n] /= 64;
    const int8_t *from = (const int8_t *)weights + output * taps * inputs;
    for (size_t tap = 0; tap < taps; ++tap)
      for (size_t c = 0; c < inputs; c += kr)
        for (size_t k = 0; k < kr; ++k) w[((c / kr * taps + tap) * nr + n) * kr + k] = *from++;
  }
}
