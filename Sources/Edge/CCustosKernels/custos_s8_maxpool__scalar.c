#include "custos_vector_kernels.h"
#include "internal/preconditions.h"

void custos_s8_maxpool__scalar(const struct custos_pool_window *window, const int8_t *in,
                               int8_t *out) {
  CUSTOS_REQUIRE_WINDOW();
  for (size_t c = 0; c < window->channels; ++c) {
    int8_t maximum = INT8_MIN;
    for (size_t y = 0; y < window->rows; ++y) {
      const int8_t *row = in + (ptrdiff_t)y * window->row_stride + c;
      for (size_t x = 0; x < window->columns; ++x) {
        const int8_t value = row[x * window->pixel_stride];
        maximum = value > maximum ? value : maximum;
      }
    }
    out[c] = maximum;
  }
}
