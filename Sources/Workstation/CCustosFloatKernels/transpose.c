#include "custos_float_kernels.h"

void custos_f32_transpose(const float *in, size_t rows, size_t columns, float *out) {
  enum { tile = 16 };
  for (size_t row = 0; row < rows; row += tile) {
    const size_t row_end = rows - row < tile ? rows : row + tile;
    for (size_t column = 0; column < columns; column += tile) {
      const size_t column_end = columns - column < tile ? columns : column + tile;
      for (size_t c = column; c < column_end; ++c)
        for (size_t r = row; r < row_end; ++r) out[c * rows + r] = in[r * columns + c];
    }
  }
}
