#include "custos_float_kernels.h"
#include "sampling.h"

void custos_f32_zoom_rgb(const uint8_t *image, size_t height, size_t width, float factor_y,
                         float factor_x, float *output) {
  const float center_y = (float)(height - 1) * 0.5f;
  const float center_x = (float)(width - 1) * 0.5f;
  for (size_t y = 0; y < height; ++y) {
    const float source_y =
        custos_clamped(((float)y - center_y) * factor_y + center_y, (float)(height - 1));
    const size_t upper = (size_t)source_y;
    const size_t lower = upper + 1 < height ? upper + 1 : upper;
    const float below = source_y - (float)upper;
    const uint8_t *upper_row = image + upper * width * 3;
    const uint8_t *lower_row = image + lower * width * 3;
    for (size_t x = 0; x < width; ++x, output += 3) {
      const float source_x =
          custos_clamped(((float)x - center_x) * factor_x + center_x, (float)(width - 1));
      const size_t left = (size_t)source_x;
      const size_t right = left + 1 < width ? left + 1 : left;
      const float beside = source_x - (float)left;
      for (size_t c = 0; c < 3; ++c)
        output[c] = custos_bilinear(upper_row[left * 3 + c], upper_row[right * 3 + c],
                                    lower_row[left * 3 + c], lower_row[right * 3 + c], beside,
                                    below);
    }
  }
}
