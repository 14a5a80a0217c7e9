#include "custos_vector_kernels.h"
#include "internal/preconditions.h"
#include "internal/requantize.h"

void custos_qs8_vmulcaddc_minmax__scalar(size_t pixels, size_t channels, const int8_t *input,
                                         size_t input_stride, const float *multiplier,
                                         const float *offset, int8_t *output, size_t output_stride,
                                         const struct custos_channel_affine *parameters) {
  CUSTOS_REQUIRE_VMULCADDC();
  const struct custos_channel_affine p = *parameters;
  for (; pixels > 0; --pixels, input += input_stride, output += output_stride) {
    for (size_t c = 0; c < channels; ++c) {
      const float product = (float)(input[c] - p.input_zero_point) * multiplier[c];
      output[c] = custos_quantize(product + offset[c], p.minimum, p.maximum, p.zero_point);
    }
  }
}
