#include "custos_float_kernels.h"
#include "vector_clones.h"

CUSTOS_VECTOR_CLONES
void custos_f32_from_u8(const uint8_t *x, size_t count, float *y) {
  for (size_t i = 0; i < count; ++i) y[i] = (float)x[i];
}
