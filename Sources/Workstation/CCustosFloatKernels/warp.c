#include "custos_float_kernels.h"
#include "sampling.h"

void custos_f32_warp_rgb(const uint8_t *image, size_t height, size_t width, const float *matrix,
                         float *output) {
  const float bottom = (float)(height - 1), end = (float)(width - 1);
  const float center_y = bottom * 0.5f, center_x = end * 0.5f;
  for (size_t y = 0; y < height; ++y) {
    const float v = (float)y - center_y;
    for (size_t x = 0; x < width; ++x, output += 3) {
      const float u = (float)x - center_x;
      const float distance = matrix[6] * u + matrix[7] * v + matrix[8];
      const float source_x = custos_clamped(
          (matrix[0] * u + matrix[1] * v + matrix[2]) / distance + center_x, end);
      const float source_y = custos_clamped(
          (matrix[3] * u + matrix[4] * v + matrix[5]) / distance + center_y, bottom);
      const size_t left = (size_t)source_x, upper = (size_t)source_y;
      const size_t step_x = left + 1 < width ? 3 : 0, step_y = upper + 1 < height ? width * 3 : 0;
      const float beside = source_x - (float)left, below = source_y - (float)upper;
      const uint8_t *pixel = image + (upper * width + left) * 3;
      for (size_t c = 0; c < 3; ++c)
        output[c] = custos_bilinear(pixel[c], pixel[step_x + c], pixel[step_y + c],
                                    pixel[step_y + step_x + c], beside, below);
    }
  }
}
