#if defined(__aarch64__)
#include <arm_neon.h>

#include "custos_vector_kernels.h"

// 16 channels a step; the last step overlaps the one before. Fewer than 16 channels: scalar.
void custos_s8_maxpool__neon(const struct custos_pool_window *window, const int8_t *in,
                             int8_t *out) {
  const size_t channels = window->channels;
  if (channels < 16) {
    custos_s8_maxpool__scalar(window, in, out);
    return;
  }
  for (size_t start = 0; start < channels; start += 16) {
    const size_t c = start + 16 <= channels ? start : channels - 16;
    int8x16_t v = vdupq_n_s8(INT8_MIN);
    for (size_t y = 0; y < window->rows; ++y) {
      const int8_t *row = in + (ptrdiff_t)y * window->row_stride + c;
      for (size_t x = 0; x < window->columns; ++x, row += channels) v = vmaxq_s8(v, vld1q_s8(row));
    }
    vst1q_s8(out + c, v);
  }
}
#endif
