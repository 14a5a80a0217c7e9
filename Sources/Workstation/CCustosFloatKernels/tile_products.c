#include "tile_products.h"

#include "matrix_tile.h"
#include "matrix_tile_wide.h"

CUSTOS_FMA_CLONES
static void narrow_products(size_t positions, size_t rows, size_t depth, const float *a,
                            size_t a_stride, size_t a_position, const float *b, size_t b_stride,
                            size_t b_position, float *c, size_t c_stride,
                            custos_tile_addends addends) {
  for (; positions > 0; --positions, a += a_position, b += b_position, c += rows * c_stride)
    custos_f32_matrix_column(rows, a, 1, a_stride, b, b_stride, depth, 0, c, c_stride, addends);
}

#ifdef CUSTOS_WIDE_TILES
CUSTOS_WIDE
static void wide_products(size_t positions, size_t rows, size_t depth, const float *a,
                          size_t a_stride, size_t a_position, const float *b, size_t b_stride,
                          size_t b_position, float *c, size_t c_stride,
                            custos_tile_addends addends) {
  for (; positions > 0; --positions, a += a_position, b += b_position, c += rows * c_stride)
    custos_f32_wide_column(rows, 2, a, 1, a_stride, b, b_stride, 16, depth, 0, c, c_stride,
                           addends);
}
#endif

custos_tile_kernel custos_tile_kernel_for(size_t columns) {
#ifdef CUSTOS_WIDE_TILES
  if (columns >= 32 && custos_has_wide_tiles())
    return (custos_tile_kernel){.columns = 32, .products = wide_products};
#endif
  (void)columns;
  return (custos_tile_kernel){.columns = 16, .products = narrow_products};
}
