#include <stdlib.h>
#include <string.h>

#include "custos_winograd.h"

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

size_t custos_winograd_block_size(const struct custos_winograd_kernel *kernel, size_t inputs) {
  const size_t bytes = kernel->nr * (sizeof(int32_t) + sizeof(float) +
                                     custos_winograd_positions * inputs * sizeof(int16_t));
  return (bytes + 63) / 64 * 64;
}

// Three taps, `step` apart, to six values: the rows of 24 G, the last one halved.
static void transform_taps(const int32_t *g, size_t step, int32_t *u, size_t u_step) {
  const int32_t g0 = g[0], g1 = g[step], g2 = g[2 * step];
  u[0] = 6 * g0;
  u[u_step] = -4 * (g0 + g1 + g2);
  u[2 * u_step] = -4 * (g0 - g1 + g2);
  u[3 * u_step] = g0 + 2 * g1 + 4 * g2;
  u[4 * u_step] = g0 - 2 * g1 + 4 * g2;
  u[5 * u_step] = 12 * g2;
}

void custos_winograd_pack(const struct custos_winograd_kernel *kernel, size_t inputs,
                          size_t outputs, const void *weights, const void *bias,
                          const void *multipliers, void *packed) {
  const size_t nr = kernel->nr, kr = kernel->kr;
  const size_t block_size = custos_winograd_block_size(kernel, inputs);
  const int8_t *w = weights;
  for (size_t n = 0; n < outputs; ++n) {
    char *block = (char *)packed + n / nr * block_size;
    uint32_t b;
    float m;
    memcpy(&b, (const char *)bias + n * sizeof b, sizeof b);
    memcpy(&m, (const char *)multipliers + n * sizeof m, sizeof m);
    ((uint32_t *)(void *)block)[n % nr] = scale * b;
    ((float *)(void *)block)[nr + n % nr] = m / 64;
    int16_t *u = (int16_t *)(void *)(block + nr * (sizeof(int32_t) + sizeof(float)));
    for (size_t c = 0; c < inputs; ++c) {
      int32_t g[taps], rows[6 * 3], tile[custos_winograd_positions];
      for (size_t k = 0; k < taps; ++k) g[k] = w[(n * taps + k) * inputs + c];
      for (size_t x = 0; x < 3; ++x) transform_taps(g + x, 3, rows + x, 3);
      for (size_t y = 0; y < 6; ++y) transform_taps(rows + 3 * y, 1, tile + 6 * y, 1);
      for (size_t p = 0; p < custos_winograd_positions; ++p)
        u[((p * (inputs / kr) + c / kr) * nr + n % nr) * kr + c % kr] = (int16_t)tile[p];
    }
  }
}
