#include "running_average.h"

#include "custos_float_kernels.h"
#include "vector_clones.h"

CUSTOS_VECTOR_CLONES
void custos_f32_running_average(float *restrict average, const float *restrict w, float share,
                                size_t count) {
  custos_block_follow(average, w, share, count);
}
