#include "internal/pool_sum.h"
#include "internal/preconditions.h"

void custos_qs8_sumpool__scalar(const struct custos_pool_window *window, const int8_t *in,
                                int32_t *out, int32_t input_zero_point) {
  CUSTOS_REQUIRE_WINDOW();
  assert(custos_is_int8(input_zero_point));
  const int32_t zero = (int32_t)(window->rows * window->columns) * input_zero_point;
  for (size_t c = 0; c < window->channels; c += custos_pool_block) {
    const size_t left = window->channels - c;
    const size_t count = left < custos_pool_block ? left : custos_pool_block;
    int32_t sums[custos_pool_block];
    custos_pool_sum(window, in, c, count, sums);
    for (size_t i = 0; i < count; ++i) out[c + i] = sums[i] - zero;
  }
}
