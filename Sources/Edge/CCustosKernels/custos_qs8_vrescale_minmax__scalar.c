#include "custos_vector_kernels.h"
#include "internal/preconditions.h"
#include "internal/requantize.h"

void custos_qs8_vrescale_minmax__scalar(size_t count, const int8_t *in, int8_t *out,
                                        const struct custos_rescale *parameters) {
  CUSTOS_REQUIRE_VRESCALE();
  const struct custos_rescale p = *parameters;
  for (size_t i = 0; i < count; ++i) {
    const float x = (float)(in[i] - p.input_zero_point) * p.multiplier;
    out[i] = custos_quantize(x, p.minimum, p.maximum, p.zero_point);
  }
}
