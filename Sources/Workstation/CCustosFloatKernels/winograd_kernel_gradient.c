#include "winograd.h"

CUSTOS_FMA_CLONES
void custos_f32_winograd_kernel_gradient(const float *products, size_t parts, size_t part_stride,
                                         size_t position_stride, size_t inputs, size_t outputs,
                                         size_t first, size_t count, float *kernel) {
  const size_t stride = inputs * outputs;
  for (size_t at = first * outputs; at < (first + count) * outputs; at += 8) {
    custos_f32x8 half[18], whole[3];
    for (size_t j = 0; j < 6; ++j) {
      custos_f32x8 column[6];
      for (size_t i = 0; i < 6; ++i) {
        const float *source = products + (6 * i + j) * position_stride + at;
        column[i] = *(const custos_f32x8 *)source;
        for (size_t part = 1; part < parts; ++part)
          column[i] += *(const custos_f32x8 *)(source + part * part_stride);
      }
      custos_winograd_kernel_gradient(column, 1, half + j, 6);
    }
    for (size_t i = 0; i < 3; ++i) {
      custos_winograd_kernel_gradient(half + 6 * i, 1, whole, 1);
      for (size_t j = 0; j < 3; ++j)
        custos_f32x8_store(kernel + (3 * i + j) * stride + at, whole + j);
    }
  }
}
