#include <string.h>

#include "custos_float_kernels.h"
#include "vector_clones.h"

CUSTOS_VECTOR_CLONES
int custos_f32_all_finite(const float *x, size_t count) {
  // NaN and the infinities have all exponent bits set.
  const uint32_t exponent = 0x7f800000;
  uint32_t found = 0;
  for (size_t i = 0; i < count; ++i) {
    uint32_t bits;
    memcpy(&bits, x + i, sizeof bits);
    found |= (bits & exponent) == exponent;
  }
  return !found;
}
