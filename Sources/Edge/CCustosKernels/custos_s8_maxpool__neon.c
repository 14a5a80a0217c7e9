#if defined(__aarch64__)
#include <arm_neon.h>

#include "custos_vector_kernels.h"
#include "internal/preconditions.h"

// 2 x 2 windows, all that the models have.
static inline int8x16_t custos_max4_neon(const int8_t *upper, const int8_t *lower,
                                         size_t pixel_stride) {
  return vmaxq_s8(vmaxq_s8(vld1q_s8(upper), vld1q_s8(upper + pixel_stride)),
                  vmaxq_s8(vld1q_s8(lower), vld1q_s8(lower + pixel_stride)));
}

static inline int8x16_t custos_max_neon(const struct custos_pool_window *window,
                                        const int8_t *in) {
  int8x16_t v = vdupq_n_s8(INT8_MIN);
  for (size_t y = 0; y < window->rows; ++y, in += window->row_stride) {
    const int8_t *from = in;
    for (size_t x = 0; x < window->columns; ++x, from += window->pixel_stride)
      v = vmaxq_s8(v, vld1q_s8(from));
  }
  return v;
}

// 16 channels a step; the last step overlaps the one before. Fewer than 16 channels: scalar.
void custos_s8_maxpool__neon(const struct custos_pool_window *window, const int8_t *in,
                             int8_t *out) {
  CUSTOS_REQUIRE_WINDOW();
  const size_t channels = window->channels;
  if (channels < 16) {
    custos_s8_maxpool__scalar(window, in, out);
    return;
  }
  if (window->rows == 2 && window->columns == 2) {
    const int8_t *const lower = in + window->row_stride;
    const size_t stride = window->pixel_stride;
    for (size_t c = 0; c + 16 <= channels; c += 16)
      vst1q_s8(out + c, custos_max4_neon(in + c, lower + c, stride));
    const size_t c = channels - 16;
    if (channels % 16 != 0) vst1q_s8(out + c, custos_max4_neon(in + c, lower + c, stride));
    return;
  }
  for (size_t start = 0; start < channels; start += 16) {
    const size_t c = start + 16 <= channels ? start : channels - 16;
    vst1q_s8(out + c, custos_max_neon(window, in + c));
  }
}
#endif
