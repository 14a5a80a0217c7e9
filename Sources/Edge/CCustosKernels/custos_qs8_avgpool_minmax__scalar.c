#include "internal/pool_sum.h"
#include "internal/preconditions.h"
#include "internal/requantize.h"

void custos_qs8_avgpool_minmax__scalar(const struct custos_pool_window *window, const int8_t *in,
                                       int8_t *out, const struct custos_rescale *parameters) {
  CUSTOS_REQUIRE_WINDOW();
  assert(custos_is_int8(parameters->input_zero_point) && isfinite(parameters->multiplier));
  assert(CUSTOS_HAS_CLAMP(parameters));
  const struct custos_rescale p = *parameters;
  const int32_t n = (int32_t)(window->rows * window->columns);
  const float multiplier = p.multiplier / (float)n;
  const int32_t zero = n * p.input_zero_point;
  for (size_t c = 0; c < window->channels; c += custos_pool_block) {
    const size_t left = window->channels - c;
    const size_t count = left < custos_pool_block ? left : custos_pool_block;
    int32_t sums[custos_pool_block];
    custos_pool_sum(window, in, c, count, sums);
    for (size_t i = 0; i < count; ++i)
      out[c + i] = custos_quantize((float)(sums[i] - zero) * multiplier, p.minimum, p.maximum,
                                   p.zero_point);
  }
}
