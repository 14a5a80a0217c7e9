#include "custos_float_kernels.h"

#include <string.h>

static inline size_t smaller(size_t a, size_t b) { return a < b ? a : b; }
static inline size_t larger(size_t a, size_t b) { return a > b ? a : b; }

// Copies the part [begin, end) of one window row, whose columns below low and from high on lie
// outside the map. `source` points to where column 0 would be.
static inline void copy_row(const float *source, size_t low, size_t high,
                            size_t begin, size_t end, float *out) {
  const size_t from = smaller(larger(low, begin), end);
  const size_t to = smaller(larger(high, from), end);
  if (from > begin) memset(out, 0, (from - begin) * sizeof *out);
  if (to > from) memcpy(out + (from - begin), source + from, (to - from) * sizeof *out);
  if (end > to) memset(out + (to - begin), 0, (end - to) * sizeof *out);
}

void custos_f32_im2col(const custos_window *window, const float *maps, size_t first, size_t count,
                       size_t column_begin, size_t column_end, float *patches, size_t row_stride) {
  const size_t channels = window->channels;
  const size_t row_length = window->kernel_width * channels;
  const size_t first_row = column_begin / row_length;
  const size_t last_row = (column_end + row_length - 1) / row_length;
  const size_t map_pixels = window->output_height * window->output_width;
  for (size_t i = 0; i < count; ++i) {
    const size_t pixel = first + i;
    const size_t image = pixel / map_pixels;
    const size_t within = pixel % map_pixels;
    const ptrdiff_t top =
        (ptrdiff_t)(within / window->output_width * window->stride) - (ptrdiff_t)window->padding_top;
    const ptrdiff_t left = (ptrdiff_t)(within % window->output_width * window->stride) -
                           (ptrdiff_t)window->padding_left;
    const ptrdiff_t right_limit = (ptrdiff_t)window->width - left;
    const size_t low = left < 0 ? smaller((size_t)-left * channels, row_length) : 0;
    const size_t high =
        right_limit <= 0 ? 0 : smaller((size_t)right_limit * channels, row_length);
    float *out = patches + i * row_stride;
    for (size_t row = first_row; row < last_row; ++row) {
      const size_t row_start = row * row_length;
      const size_t begin = larger(column_begin, row_start) - row_start;
      const size_t end = smaller(column_end, row_start + row_length) - row_start;
      const ptrdiff_t y = top + (ptrdiff_t)row;
      if (y < 0 || y >= (ptrdiff_t)window->height) {
        memset(out, 0, (end - begin) * sizeof *out);
      } else {
        const ptrdiff_t offset =
            (((ptrdiff_t)image * (ptrdiff_t)window->height + y) * (ptrdiff_t)window->width + left) *
            (ptrdiff_t)channels;
        copy_row(maps + offset, low, high, begin, end, out);
      }
      out += end - begin;
    }
  }
}
