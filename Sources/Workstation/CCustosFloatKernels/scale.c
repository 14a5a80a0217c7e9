#include "custos_float_kernels.h"
#include "vector_clones.h"

CUSTOS_VECTOR_CLONES
void custos_f32_scale(const float *x, float scale, int accumulate, size_t count, float *y) {
  if (accumulate) {
    for (size_t i = 0; i < count; ++i) y[i] += scale * x[i];
  } else {
    for (size_t i = 0; i < count; ++i) y[i] = scale * x[i];
  }
}
