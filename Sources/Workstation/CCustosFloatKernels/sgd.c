#include "custos_float_kernels.h"
#include "running_average.h"
#include "sum_squares.h"
#include "vector_clones.h"

CUSTOS_VECTOR_CLONES
double custos_f32_sgd(float *restrict w, const float *restrict g, float *restrict v, float rate,
                      float momentum, float decay, float *restrict average, float share,
                      size_t count) {
  double squares = 0;
  for (size_t begin = 0; begin < count; begin += CUSTOS_OPTIMIZER_BLOCK) {
    const size_t end =
        count - begin < CUSTOS_OPTIMIZER_BLOCK ? count : begin + CUSTOS_OPTIMIZER_BLOCK;
    squares += custos_block_sum_squares(w + begin, end - begin);
    for (size_t i = begin; i < end; ++i) {
      const float step = rate * (g[i] + decay * w[i]);
      const float velocity = momentum * v[i] - step;
      v[i] = velocity;
      w[i] += momentum * velocity - step;
    }
    if (average != NULL)
      custos_block_follow(average + begin, w + begin, share, end - begin);
  }
  return squares;
}
