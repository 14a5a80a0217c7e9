#include "custos_float_kernels.h"

enum { STEPS = 4 };

static size_t below(size_t index) { return index > 0 ? index - 1 : 0; }

static size_t above(size_t index, size_t count) { return index + 1 < count ? index + 1 : index; }

// Of the STEPS x STEPS places within a pixel the share that is at least level, linear between the
// pixels' centres.
static float share(const float *row, const float *other_row, size_t x, size_t other_x, float level) {
  // The places of the quarter towards the other row and column.
  unsigned count = 0;
  for (int i = 0; i < STEPS / 2; i++) {
    const float v = (0.5f + (float)i) / (float)STEPS;
    for (int j = 0; j < STEPS / 2; j++) {
      const float u = (0.5f + (float)j) / (float)STEPS;
      const float here = row[x] + u * (row[other_x] - row[x]);
      const float there = other_row[x] + u * (other_row[other_x] - other_row[x]);
      if (here + v * (there - here) >= level) count++;
    }
  }
  return (float)count / (float)(STEPS * STEPS);
}

void custos_f32_threshold_rgb(float *image, size_t height, size_t width, float level,
                              float *scratch) {
  for (size_t i = 0; i < height * width; i++)
    scratch[i] = 0.299f * image[3 * i] + 0.587f * image[3 * i + 1] + 0.114f * image[3 * i + 2];
  for (size_t y = 0; y < height; y++) {
    const float *row = scratch + y * width;
    const float *up = scratch + below(y) * width, *down = scratch + above(y, height) * width;
    for (size_t x = 0; x < width; x++, image += 3) {
      const size_t left = below(x), right = above(x, width);
      const float value = 255 * (share(row, up, x, left, level) + share(row, up, x, right, level) +
                                 share(row, down, x, left, level) + share(row, down, x, right, level));
      image[0] = image[1] = image[2] = value;
    }
  }
}
