#include "custos_igemm.h"
#include "internal/preconditions.h"
#include "internal/requantize.h"

// The reference that every other kernel equals. Tile: 2 pixels by 4 channels, one product at a time.
void custos_qs8_qc8w_igemm_minmax_2x4c1__scalar(size_t pixels, size_t channels, size_t runs,
                                                size_t run_length, ptrdiff_t run_stride,
                                                const int8_t *const *in, const void *packed,
                                                void *const *out,
                                                const struct custos_output *output) {
  CUSTOS_REQUIRE_IGEMM(1);
  enum { mr = 2, nr = 4 };
  const char *block = packed;
  for (size_t n0 = 0; n0 < channels; n0 += nr) {
    int32_t bias[nr];
    float multiplier[nr];
    memcpy(bias, block, sizeof bias);
    memcpy(multiplier, block + sizeof bias, sizeof multiplier);
    const int8_t *const weights = (const int8_t *)block + sizeof bias + sizeof multiplier;
    const size_t count = channels - n0 < nr ? channels - n0 : nr;
    for (size_t m = 0; m < pixels; m += mr) {
      const size_t rows = pixels - m < mr ? pixels - m : mr;
      const int8_t *w = weights;
      int32_t sum[mr][nr];
      for (size_t i = 0; i < mr; ++i) memcpy(sum[i], bias, sizeof bias);
      for (size_t r = 0; r < runs; ++r) {
        const int8_t *a0 = in[m] + (ptrdiff_t)r * run_stride;
        const int8_t *a1 = in[m + rows - 1] + (ptrdiff_t)r * run_stride;
        for (size_t k = 0; k < run_length; ++k, w += nr) {
          for (size_t n = 0; n < nr; ++n) {
            sum[0][n] += (int32_t)a0[k] * w[n];
            sum[1][n] += (int32_t)a1[k] * w[n];
          }
        }
      }
      for (size_t i = 0; i < rows; ++i) {
        for (size_t n = 0; n < count; ++n) {
          if (output->requantize)
            ((int8_t *)out[m + i])[n0 + n] =
                custos_quantize((float)sum[i][n] * multiplier[n], output->minimum,
                                output->maximum, output->zero_point);
          else
            ((int32_t *)out[m + i])[n0 + n] = sum[i][n];
        }
      }
    }
    block = (const char *)weights + runs * run_length * nr;
  }
}
