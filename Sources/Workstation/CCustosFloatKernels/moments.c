#include "custos_float_kernels.h"
#include "vector_clones.h"

static inline __attribute__((always_inline)) void block_moments(
    const float *in, const float *shift, size_t rows, size_t channels, size_t lanes, double *sums,
    double *squares) {
  float sum[CUSTOS_SUM_LANES] = {0}, square[CUSTOS_SUM_LANES] = {0};
  for (size_t r = 0; r < rows; ++r, in += channels)
    for (size_t l = 0; l < lanes; ++l) {
      const float difference = in[l] - shift[l];
      sum[l] += difference;
      square[l] += difference * difference;
    }
  for (size_t l = 0; l < lanes; ++l) {
    sums[l] += (double)sum[l];
    squares[l] += (double)square[l];
  }
}

CUSTOS_VECTOR_CLONES
void custos_f32_moments(const float *x, const float *shift, size_t rows, size_t channels,
                        double *sums, double *squares) {
  for (size_t row = 0; row < rows; row += CUSTOS_SUM_BLOCK) {
    const size_t block = rows - row < CUSTOS_SUM_BLOCK ? rows - row : CUSTOS_SUM_BLOCK;
    const float *in = x + row * channels;
    size_t c = 0;
    for (; c + CUSTOS_SUM_LANES <= channels; c += CUSTOS_SUM_LANES)
      block_moments(in + c, shift + c, block, channels, CUSTOS_SUM_LANES, sums + c, squares + c);
    if (c < channels)
      block_moments(in + c, shift + c, block, channels, channels - c, sums + c, squares + c);
  }
}
