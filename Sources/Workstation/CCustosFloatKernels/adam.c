#include <math.h>

#include "custos_float_kernels.h"
#include "running_average.h"
#include "sum_squares.h"
#include "vector_clones.h"

CUSTOS_VECTOR_CLONES
double custos_f32_adam(float *restrict w, const float *restrict g, float *restrict m,
                       float *restrict v, float rate, float beta1, float beta2, float epsilon,
                       float decay, float keep, float *restrict average, float share,
                       size_t count) {
  const float rest1 = 1.0f - beta1;
  const float rest2 = 1.0f - beta2;
  double squares = 0;
  for (size_t begin = 0; begin < count; begin += CUSTOS_OPTIMIZER_BLOCK) {
    const size_t end =
        count - begin < CUSTOS_OPTIMIZER_BLOCK ? count : begin + CUSTOS_OPTIMIZER_BLOCK;
    squares += custos_block_sum_squares(w + begin, end - begin);
    for (size_t i = begin; i < end; ++i) {
      const float gradient = g[i] + decay * w[i];
      m[i] = beta1 * m[i] + rest1 * gradient;
      v[i] = beta2 * v[i] + rest2 * gradient * gradient;
      w[i] = keep * w[i] - rate * m[i] / (sqrtf(v[i]) + epsilon);
    }
    if (average != NULL)
      custos_block_follow(average + begin, w + begin, share, end - begin);
  }
  return squares;
}
