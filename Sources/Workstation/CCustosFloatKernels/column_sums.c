#include "custos_float_kernels.h"
#include "vector_clones.h"

CUSTOS_VECTOR_CLONES
void custos_f32_column_sums(const float *x, size_t rows, size_t channels, double *sums) {
  for (size_t row = 0; row < rows; row += CUSTOS_SUM_BLOCK) {
    const size_t block = rows - row < CUSTOS_SUM_BLOCK ? rows - row : CUSTOS_SUM_BLOCK;
    for (size_t c = 0; c < channels; c += CUSTOS_SUM_LANES) {
      const size_t lanes = channels - c < CUSTOS_SUM_LANES ? channels - c : CUSTOS_SUM_LANES;
      const float *in = x + row * channels + c;
      float sum[CUSTOS_SUM_LANES] = {0};
      if (lanes == CUSTOS_SUM_LANES) {
        for (size_t r = 0; r < block; ++r, in += channels)
          for (size_t l = 0; l < CUSTOS_SUM_LANES; ++l) sum[l] += in[l];
      } else {
        for (size_t r = 0; r < block; ++r, in += channels)
          for (size_t l = 0; l < lanes; ++l) sum[l] += in[l];
      }
      for (size_t l = 0; l < lanes; ++l) sums[c + l] += (double)sum[l];
    }
  }
}
