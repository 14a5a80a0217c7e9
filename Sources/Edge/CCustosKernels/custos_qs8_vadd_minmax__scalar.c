#include "custos_vector_kernels.h"
#include "internal/preconditions.h"
#include "internal/requantize.h"

void custos_qs8_vadd_minmax__scalar(size_t count, const int8_t *a, const int8_t *b, int8_t *out,
                                    const struct custos_add *parameters) {
  CUSTOS_REQUIRE_VADD();
  const struct custos_add p = *parameters;
  for (size_t i = 0; i < count; ++i) {
    const float first = (float)(a[i] - p.first_zero_point) * p.first_multiplier;
    const float second = (float)(b[i] - p.second_zero_point) * p.second_multiplier;
    out[i] = custos_quantize(first + second, p.minimum, p.maximum, p.zero_point);
  }
}
