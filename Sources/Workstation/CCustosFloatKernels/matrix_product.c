#include "custos_float_kernels.h"
#include "matrix_tile.h"
#include "matrix_tile_wide.h"

// Rows of b that stay in the first-level cache: 16 columns of 256 rows take 16 KB.
enum { longest_depth = 256 };

CUSTOS_FMA_CLONES
static void narrow_product(const float *a, size_t a_stride, const float *panels, size_t rows,
                           size_t columns, size_t depth, int accumulate, float *c,
                           size_t c_stride) {
  for (size_t k = 0; k < depth; k += longest_depth) {
    const size_t part = depth - k < longest_depth ? depth - k : longest_depth;
    for (size_t column = 0; column < columns; column += 16)
      custos_f32_matrix_column(rows, a + k, a_stride, 1, panels + column * depth + k * 16, 16, part,
                               accumulate || k > 0, c + column, c_stride,
                               (custos_tile_addends){0});
  }
}

#ifdef CUSTOS_WIDE_TILES
CUSTOS_WIDE
static void wide_product(const float *a, size_t a_stride, const float *panels, size_t rows,
                         size_t columns, size_t depth, int accumulate, float *c,
                         size_t c_stride) {
  for (size_t k = 0; k < depth; k += custos_wide_depth) {
    const size_t part = depth - k < custos_wide_depth ? depth - k : custos_wide_depth;
    size_t column = 0;
    for (; column + 32 <= columns; column += 32)
      custos_f32_wide_column(rows, 2, a + k, a_stride, 1, panels + column * depth + k * 16, 16,
                             16 * depth, part, accumulate || k > 0, c + column, c_stride,
                             (custos_tile_addends){0});
    if (column < columns)
      custos_f32_wide_column(rows, 1, a + k, a_stride, 1, panels + column * depth + k * 16, 16, 0,
                             part, accumulate || k > 0, c + column, c_stride,
                             (custos_tile_addends){0});
  }
}
#endif

void custos_f32_matrix_product(const float *a, size_t a_stride, const float *panels, size_t rows,
                               size_t columns, size_t depth, int accumulate, float *c,
                               size_t c_stride) {
#ifdef CUSTOS_WIDE_TILES
  if (custos_has_wide_tiles()) {
    wide_product(a, a_stride, panels, rows, columns, depth, accumulate, c, c_stride);
    return;
  }
#endif
  narrow_product(a, a_stride, panels, rows, columns, depth, accumulate, c, c_stride);
}
