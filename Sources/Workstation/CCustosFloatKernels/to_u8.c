#include "custos_float_kernels.h"
#include "vector_clones.h"

CUSTOS_VECTOR_CLONES
void custos_f32_to_u8(const float *x, size_t count, uint8_t *y) {
  for (size_t i = 0; i < count; ++i) {
    const float value = x[i] + 0.5f;
    y[i] = (uint8_t)(int32_t)(value < 0 ? 0 : value > 255 ? 255 : value);
  }
}
