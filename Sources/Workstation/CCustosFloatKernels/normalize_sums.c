#include "custos_float_kernels.h"
#include "vector_clones.h"

static inline __attribute__((always_inline)) void block_sums(
    const float *x, const float *y, const float *dy, const float *mean, size_t rows,
    size_t channels, size_t lanes, double *sums, double *products) {
  float sum[CUSTOS_SUM_LANES] = {0}, product[CUSTOS_SUM_LANES] = {0};
  for (size_t r = 0; r < rows; ++r, x += channels, y += channels, dy += channels)
    for (size_t l = 0; l < lanes; ++l) {
      const float g = y[l] > 0 ? dy[l] : 0;
      sum[l] += g;
      product[l] += g * (x[l] - mean[l]);
    }
  for (size_t l = 0; l < lanes; ++l) {
    sums[l] += (double)sum[l];
    products[l] += (double)product[l];
  }
}

static inline __attribute__((always_inline)) void block_sums_linear(
    const float *x, const float *dy, const float *mean, size_t rows, size_t channels, size_t lanes,
    double *sums, double *products) {
  float sum[CUSTOS_SUM_LANES] = {0}, product[CUSTOS_SUM_LANES] = {0};
  for (size_t r = 0; r < rows; ++r, x += channels, dy += channels)
    for (size_t l = 0; l < lanes; ++l) {
      sum[l] += dy[l];
      product[l] += dy[l] * (x[l] - mean[l]);
    }
  for (size_t l = 0; l < lanes; ++l) {
    sums[l] += (double)sum[l];
    products[l] += (double)product[l];
  }
}

CUSTOS_VECTOR_CLONES
void custos_f32_normalize_sums(const float *x, const float *y, const float *dy, const float *mean,
                               size_t rows, size_t channels, double *sums, double *products) {
  for (size_t row = 0; row < rows; row += CUSTOS_SUM_BLOCK) {
    const size_t block = rows - row < CUSTOS_SUM_BLOCK ? rows - row : CUSTOS_SUM_BLOCK;
    for (size_t c = 0; c < channels; c += CUSTOS_SUM_LANES) {
      const size_t at = row * channels + c;
      const size_t lanes = channels - c < CUSTOS_SUM_LANES ? channels - c : CUSTOS_SUM_LANES;
      if (lanes == CUSTOS_SUM_LANES && y != NULL)
        block_sums(x + at, y + at, dy + at, mean + c, block, channels, CUSTOS_SUM_LANES, sums + c,
                   products + c);
      else if (y != NULL)
        block_sums(x + at, y + at, dy + at, mean + c, block, channels, lanes, sums + c,
                   products + c);
      else
        block_sums_linear(x + at, dy + at, mean + c, block, channels, lanes, sums + c,
                          products + c);
    }
  }
}
