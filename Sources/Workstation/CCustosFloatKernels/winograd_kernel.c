#include "winograd.h"

CUSTOS_FMA_CLONES
void custos_f32_winograd_kernel(const float *kernel, size_t inputs, size_t outputs, size_t first,
                                size_t count, float *panels, size_t position_stride) {
  const size_t tap_stride = inputs * outputs;
  for (size_t input = first; input < first + count; ++input)
    for (size_t output = 0; output < outputs; output += 8) {
      custos_f32x8 half[18], whole[6];
      for (size_t j = 0; j < 3; ++j) {
        custos_f32x8 column[3];
        for (size_t i = 0; i < 3; ++i)
          column[i] =
              *(const custos_f32x8 *)(kernel + (3 * i + j) * tap_stride + input * outputs + output);
        custos_winograd_kernel(column, 1, half + j, 3);
      }
      float *target = panels + (output / 16 * inputs + input) * 16 + output % 16;
      for (size_t i = 0; i < 6; ++i) {
        custos_winograd_kernel(half + 3 * i, 1, whole, 1);
        for (size_t j = 0; j < 6; ++j)
          custos_f32x8_store(target + (6 * i + j) * position_stride, whole + j);
      }
    }
}
