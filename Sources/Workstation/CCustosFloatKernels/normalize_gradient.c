#include "custos_float_kernels.h"
#include "vector_clones.h"

CUSTOS_VECTOR_CLONES
void custos_f32_normalize_gradient(const float *x, const float *y, const float *dy,
                                   const float *mean, const float *a, const float *b,
                                   const float *d, int accumulate, size_t rows, size_t channels,
                                   float *dx) {
  const float *gate = y != NULL ? y : x;
  const float always = y != NULL ? 0.0f : 1.0f;
  for (size_t r = 0; r < rows;
       ++r, x += channels, gate += channels, dy += channels, dx += channels) {
    if (accumulate) {
#pragma clang loop vectorize(assume_safety)
      for (size_t c = 0; c < channels; ++c) {
        const float g = ((gate[c] > 0) | (always > 0)) ? dy[c] : 0;
        dx[c] += a[c] * g + b[c] * (x[c] - mean[c]) + d[c];
      }
    } else {
#pragma clang loop vectorize(assume_safety)
      for (size_t c = 0; c < channels; ++c) {
        const float g = ((gate[c] > 0) | (always > 0)) ? dy[c] : 0;
        dx[c] = a[c] * g + b[c] * (x[c] - mean[c]) + d[c];
      }
    }
  }
}
