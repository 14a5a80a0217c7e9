#include "custos_float_kernels.h"
#include "vector_clones.h"

CUSTOS_VECTOR_CLONES
void custos_f32_bias_add(float *x, const float *bias, size_t rows, size_t channels) {
  for (size_t r = 0; r < rows; ++r, x += channels)
    for (size_t c = 0; c < channels; ++c) x[c] += bias[c];
}
