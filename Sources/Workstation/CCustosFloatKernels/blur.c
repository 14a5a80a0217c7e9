#include <string.h>

#include "custos_float_kernels.h"
#include "vector_clones.h"

// sum[i] (+)= weight * (a[i] + b[i]).
CUSTOS_VECTOR_CLONES
static void add_pair(const float *a, const float *b, float weight, size_t count, float *sum) {
  for (size_t i = 0; i < count; ++i) sum[i] += weight * (a[i] + b[i]);
}

CUSTOS_VECTOR_CLONES
static void scale(const float *a, float weight, size_t count, float *product) {
  for (size_t i = 0; i < count; ++i) product[i] = weight * a[i];
}

// One line with its border pixels repeated `radius` times on both sides.
static void pad_line(const float *line, size_t width, size_t radius, float *padded) {
  memcpy(padded + radius * 3, line, width * 3 * sizeof *line);
  for (size_t k = 0; k < radius; ++k) {
    memcpy(padded + k * 3, line, 3 * sizeof *line);
    memcpy(padded + (radius + width + k) * 3, line + (width - 1) * 3, 3 * sizeof *line);
  }
}

void custos_f32_blur_rgb(float *image, size_t height, size_t width, const float *weights,
                         size_t radius, float *scratch) {
  const size_t count = width * 3;
  float *padded = scratch + height * count;
  for (size_t y = 0; y < height; ++y) {
    float *line = scratch + y * count;
    pad_line(image + y * count, width, radius, padded);
    const float *middle = padded + radius * 3;
    scale(middle, weights[0], count, line);
    for (size_t k = 1; k <= radius; ++k)
      add_pair(middle - k * 3, middle + k * 3, weights[k], count, line);
  }
  for (size_t y = 0; y < height; ++y) {
    float *line = image + y * count;
    scale(scratch + y * count, weights[0], count, line);
    for (size_t k = 1; k <= radius; ++k) {
      const size_t above = y >= k ? y - k : 0;
      const size_t below = y + k < height ? y + k : height - 1;
      add_pair(scratch + above * count, scratch + below * count, weights[k], count, line);
    }
  }
}
