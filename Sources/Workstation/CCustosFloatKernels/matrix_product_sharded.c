#include "custos_float_kernels.h"
#include "tile_products.h"

// Rows of a block, so that a sum takes at most 3 KB.
enum { block_rows = 24, block_floats = block_rows * custos_widest_tile };

void custos_f32_matrix_product_sharded(const float *a, size_t a_stride, const float *b,
                                       size_t b_stride, size_t rows, size_t columns,
                                       const custos_shard_sums *shards, float *c,
                                       size_t c_stride) {
  float stack[custos_deepest_stack * block_floats];
  for (size_t column = 0; column < columns;) {
    const custos_tile_kernel tile = custos_tile_kernel_for(columns - column);
    for (size_t row = 0; row < rows; row += block_rows) {
      const size_t count = rows - row < block_rows ? rows - row : block_rows;
      const float *left = a + row, *right = b + column;
      float *top = stack;
      for (size_t shard = 0; shard < shards->count; ++shard) {
        const size_t depth = shards->rows[shard], merges = shards->merges[shard];
        const int is_last = shard + 1 == shards->count;
        float *sum = top - merges * block_floats;
        tile.products(1, count, depth, left, a_stride, 0, right, b_stride, 0,
                      is_last ? c + row * c_stride + column : sum, is_last ? c_stride : tile.columns,
                      (custos_tile_addends){merges > 0 ? top - block_floats : top, merges,
                                            block_floats});
        top = sum + block_floats;
        left += depth * a_stride;
        right += depth * b_stride;
      }
    }
    column += tile.columns;
  }
}
