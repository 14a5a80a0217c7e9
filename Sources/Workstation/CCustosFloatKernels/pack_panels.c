#include "custos_float_kernels.h"

enum { lanes = 16 };

void custos_f32_pack_panels(const float *b, size_t row_step, size_t column_step, size_t rows,
                            size_t columns, size_t depth, float *panels) {
  for (size_t column = 0; column < columns; column += lanes) {
    const float *in = b + column * column_step;
    float *out = panels + column * depth;
    // Squares, so that each cache line is read once where columns are what is contiguous.
    for (size_t begin = 0; begin < rows; begin += lanes) {
      const size_t end = rows - begin < lanes ? rows : begin + lanes;
      if (column_step == 1) {
        for (size_t row = begin; row < end; ++row)
          for (size_t l = 0; l < lanes; ++l) out[row * lanes + l] = in[row * row_step + l];
      } else {
        for (size_t l = 0; l < lanes; ++l)
          for (size_t row = begin; row < end; ++row)
            out[row * lanes + l] = in[row * row_step + l * column_step];
      }
    }
  }
}
