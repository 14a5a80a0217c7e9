#include "custos_float_kernels.h"
#include "vector_clones.h"

CUSTOS_VECTOR_CLONES
void custos_f32_col2im_add(const custos_window *window, const float *patches, size_t first,
                           size_t count, float *map) {
  const size_t channels = window->channels;
  for (size_t i = 0; i < count; ++i) {
    const size_t pixel = first + i;
    for (size_t ky = 0; ky < window->kernel_height; ++ky) {
      const size_t y = pixel / window->output_width * window->stride + ky;
      for (size_t kx = 0; kx < window->kernel_width; ++kx, patches += channels) {
        const size_t x = pixel % window->output_width * window->stride + kx;
        if (y < window->padding_top || y - window->padding_top >= window->height) continue;
        if (x < window->padding_left || x - window->padding_left >= window->width) continue;
        float *out =
            map + ((y - window->padding_top) * window->width + x - window->padding_left) * channels;
        for (size_t c = 0; c < channels; ++c) out[c] += patches[c];
      }
    }
  }
}
