#include "custos_float_kernels.h"
#include "vector_clones.h"

CUSTOS_VECTOR_CLONES
void custos_f32_add_scaled(const float *a, const float *b, float scale, size_t count, float *y) {
  for (size_t i = 0; i < count; ++i) y[i] = a[i] + scale * b[i];
}
