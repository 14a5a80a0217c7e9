#include <string.h>

#include "vector_clones.h"
#include "window_bounds.h"

CUSTOS_VECTOR_CLONES
void custos_f32_max_pool_gradient(const custos_window *window, const float *map,
                                  const float *output, const float *gradient, float *taken,
                                  float *map_gradient) {
  const size_t channels = window->channels;
  for (size_t oy = 0; oy < window->output_height; ++oy)
    for (size_t ox = 0; ox < window->output_width;
         ++ox, output += channels, gradient += channels) {
      const custos_bounds in = custos_window_bounds(window, oy, ox);
      // The gradient that is still to be assigned: all of it until the maximum is found, then 0.
      memcpy(taken, gradient, channels * sizeof *taken);
      for (size_t y = in.top; y < in.bottom; ++y)
        for (size_t x = in.left; x < in.right; ++x) {
          const size_t at = (y * window->width + x) * channels;
          const float *value = map + at;
          float *out = map_gradient + at;
          for (size_t c = 0; c < channels; ++c) {
            const float part = value[c] == output[c] ? taken[c] : 0;
            out[c] += part;
            taken[c] -= part;
          }
        }
    }
}
