#include "custos_float_kernels.h"
#include "vector_clones.h"

CUSTOS_VECTOR_CLONES
void custos_f32_relu_gradient(const float *y, const float *dy, int accumulate, size_t count,
                              float *dx) {
  if (accumulate) {
    for (size_t i = 0; i < count; ++i) dx[i] += y[i] > 0 ? dy[i] : 0;
  } else {
    for (size_t i = 0; i < count; ++i) dx[i] = y[i] > 0 ? dy[i] : 0;
  }
}
