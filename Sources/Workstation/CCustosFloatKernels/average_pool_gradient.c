#include "vector_clones.h"
#include "window_bounds.h"

CUSTOS_VECTOR_CLONES
void custos_f32_average_pool_gradient(const custos_window *window, const float *gradient,
                                      float *map_gradient) {
  const size_t channels = window->channels;
  for (size_t oy = 0; oy < window->output_height; ++oy)
    for (size_t ox = 0; ox < window->output_width; ++ox, gradient += channels) {
      const custos_bounds in = custos_window_bounds(window, oy, ox);
      const float share = 1.0f / (float)((in.bottom - in.top) * (in.right - in.left));
      for (size_t y = in.top; y < in.bottom; ++y)
        for (size_t x = in.left; x < in.right; ++x) {
          float *out = map_gradient + (y * window->width + x) * channels;
          for (size_t c = 0; c < channels; ++c) out[c] += share * gradient[c];
        }
    }
}
