#if defined(__x86_64__)
#include <immintrin.h>

#include "custos_vector_kernels.h"
#include "internal/preconditions.h"

// 32 channels a step; the last step overlaps the one before. Fewer than 32 channels: scalar.
__attribute__((target("avx2"))) void custos_s8_maxpool__avx2(
    const struct custos_pool_window *window, const int8_t *in, int8_t *out) {
  CUSTOS_REQUIRE_WINDOW();
  const size_t channels = window->channels;
  if (channels < 32) {
    custos_s8_maxpool__scalar(window, in, out);
    return;
  }
  for (size_t start = 0; start < channels; start += 32) {
    const size_t c = start + 32 <= channels ? start : channels - 32;
    __m256i v = _mm256_set1_epi8(INT8_MIN);
    for (size_t y = 0; y < window->rows; ++y) {
      const int8_t *row = in + (ptrdiff_t)y * window->row_stride + c;
      for (size_t x = 0; x < window->columns; ++x, row += window->pixel_stride)
        v = _mm256_max_epi8(v, _mm256_loadu_si256((const __m256i *)row));
    }
    _mm256_storeu_si256((__m256i *)(out + c), v);
  }
}
#endif
