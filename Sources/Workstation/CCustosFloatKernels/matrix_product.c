#include "custos_float_kernels.h"
#include "matrix_tile.h"

// Rows of b that stay in the first-level cache: 16 columns of 256 rows take 16 KB.
enum { longest_depth = 256 };

CUSTOS_FMA_CLONES
void custos_f32_matrix_product(const float *a, size_t a_stride, const float *panels, size_t rows,
                               size_t columns, size_t depth, float *c, size_t c_stride) {
  for (size_t k = 0; k < depth; k += longest_depth) {
    const size_t part = depth - k < longest_depth ? depth - k : longest_depth;
    for (size_t column = 0; column < columns; column += 16)
      custos_f32_matrix_column(rows, a + k, a_stride, 1, panels + column * depth + k * 16, 16, part,
                               k > 0, c + column, c_stride);
  }
}
