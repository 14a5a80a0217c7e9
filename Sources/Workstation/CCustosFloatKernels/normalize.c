#include "custos_float_kernels.h"
#include "vector_clones.h"

CUSTOS_VECTOR_CLONES
void custos_f32_normalize(const float *x, const float *center, const float *scale,
                          const float *shift, float floor, size_t rows, size_t channels, float *y) {
  for (size_t r = 0; r < rows; ++r, x += channels, y += channels)
    for (size_t c = 0; c < channels; ++c) {
      const float value = (x[c] - center[c]) * scale[c] + shift[c];
      // Written so that NaN passes through and is found by the trainer.
      y[c] = value < floor ? floor : value;
    }
}
