#include <string.h>

#include "vector_clones.h"
#include "window_bounds.h"

CUSTOS_VECTOR_CLONES
void custos_f32_max_pool(const custos_window *window, const float *map, size_t row_begin,
                         size_t row_end, float *output) {
  const size_t channels = window->channels;
  for (size_t oy = row_begin; oy < row_end; ++oy)
    for (size_t ox = 0; ox < window->output_width; ++ox) {
      const custos_bounds in = custos_window_bounds(window, oy, ox);
      float *out = output + (oy * window->output_width + ox) * channels;
      memcpy(out, map + (in.top * window->width + in.left) * channels, channels * sizeof *out);
      for (size_t y = in.top; y < in.bottom; ++y)
        for (size_t x = in.left; x < in.right; ++x) {
          const float *value = map + (y * window->width + x) * channels;
          // The second test lets NaN through, for the trainer to find.
          for (size_t c = 0; c < channels; ++c)
            out[c] = value[c] > out[c] || value[c] != value[c] ? value[c] : out[c];
        }
    }
}
