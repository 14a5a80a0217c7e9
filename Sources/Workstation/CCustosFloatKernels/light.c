#include "custos_float_kernels.h"
#include "vector_clones.h"

CUSTOS_VECTOR_CLONES
void custos_f32_light_rgb(float *image, size_t height, size_t width, float gain, float slope_y,
                          float slope_x) {
  const float center_y = (float)(height - 1) * 0.5f, center_x = (float)(width - 1) * 0.5f;
  for (size_t y = 0; y < height; ++y) {
    const float row = gain + slope_y * ((float)y - center_y);
    for (size_t x = 0; x < width; ++x, image += 3) {
      const float light = row + slope_x * ((float)x - center_x);
      for (size_t c = 0; c < 3; ++c) {
        const float value = image[c] * light;
        image[c] = value < 0 ? 0 : value > 255 ? 255 : value;
      }
    }
  }
}
