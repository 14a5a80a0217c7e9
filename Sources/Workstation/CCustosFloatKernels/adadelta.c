#include <math.h>

#include "custos_float_kernels.h"
#include "running_average.h"
#include "sum_squares.h"
#include "vector_clones.h"

CUSTOS_VECTOR_CLONES
double custos_f32_adadelta(float *restrict w, const float *restrict g, float *restrict a,
                           float *restrict d, float rate, float rho, float epsilon, float decay,
                           float *restrict average, float share, size_t count) {
  const float rest = 1.0f - rho;
  double squares = 0;
  for (size_t begin = 0; begin < count; begin += CUSTOS_OPTIMIZER_BLOCK) {
    const size_t end =
        count - begin < CUSTOS_OPTIMIZER_BLOCK ? count : begin + CUSTOS_OPTIMIZER_BLOCK;
    squares += custos_block_sum_squares(w + begin, end - begin);
    for (size_t i = begin; i < end; ++i) {
      const float gradient = g[i] + decay * w[i];
      const float mean_square = rho * a[i] + rest * gradient * gradient;
      const float update = gradient * (sqrtf(d[i] + epsilon) / sqrtf(mean_square + epsilon));
      a[i] = mean_square;
      w[i] -= rate * update;
      d[i] = rho * d[i] + rest * update * update;
    }
    if (average != NULL)
      custos_block_follow(average + begin, w + begin, share, end - begin);
  }
  return squares;
}
