#include "sum_squares.h"

#include "custos_float_kernels.h"
#include "vector_clones.h"

CUSTOS_VECTOR_CLONES
double custos_f32_sum_squares(const float *x, size_t count) {
  double total = 0;
  for (size_t i = 0; i < count; i += CUSTOS_OPTIMIZER_BLOCK)
    total += custos_block_sum_squares(
        x + i, count - i < CUSTOS_OPTIMIZER_BLOCK ? count - i : CUSTOS_OPTIMIZER_BLOCK);
  return total;
}
