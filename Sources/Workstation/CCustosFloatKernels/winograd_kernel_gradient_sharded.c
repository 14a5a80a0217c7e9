#include "tile_products.h"
#include "winograd.h"

// Rows of a tile, whose products take 27 KB, and of a block, for which a shard's share of the second
// factor is read once.
enum { tile_rows = 6, block_rows = custos_winograd_v_block, taps = 9 };
enum { block_floats = taps * block_rows * custos_widest_tile };

_Static_assert(custos_deepest_stack * block_floats == custos_shard_stack_floats,
               "there is room for all sums");

// A tile of a kernel, its taps and rows so many floats apart.
typedef struct {
  float *values;
  size_t tap, row;
} kernel_tile;

// The nine taps of a tile from its positions [36, rows, columns], plus the addends [9, rows, columns].
CUSTOS_FMA_WIDE_CLONES
static void transform(const float *products, size_t rows, size_t columns,
                      custos_tile_addends addends, kernel_tile tile) {
  const size_t size = rows * columns;
  for (size_t row = 0; row < rows; ++row)
    for (size_t column = 0; column < columns; column += 8) {
      const size_t at = row * columns + column;
      custos_f32x8 half[18];
#pragma clang loop unroll(full)
      for (size_t j = 0; j < 6; ++j) {
        custos_f32x8 positions[6];
#pragma clang loop unroll(full)
        for (size_t i = 0; i < 6; ++i)
          positions[i] = *(const custos_f32x8 *)(products + (6 * i + j) * size + at);
        custos_winograd_kernel_gradient(positions, 1, half + j, 6);
      }
#pragma clang loop unroll(full)
      for (size_t i = 0; i < 3; ++i) {
        custos_f32x8 whole[3];
        custos_winograd_kernel_gradient(half + 6 * i, 1, whole, 1);
        const float *addend = addends.newest + 3 * i * size + at;
        for (size_t n = 0; n < addends.count; ++n)
#pragma clang loop unroll(full)
          for (size_t j = 0; j < 3; ++j)
            whole[j] += *(const custos_f32x8 *)(addend - n * addends.step + j * size);
#pragma clang loop unroll(full)
        for (size_t j = 0; j < 3; ++j)
          custos_f32x8_store(tile.values + (3 * i + j) * tile.tap + row * tile.row + column,
                             whole + j);
      }
    }
}

void custos_f32_winograd_kernel_gradient_sharded(const custos_winograd_factors *factors,
                                                 size_t inputs, size_t outputs,
                                                 custos_rectangle part,
                                                 const custos_shard_sums *shards, float *stack,
                                                 float *kernel) {
  const custos_winograd_layout *v = &factors->v_layout, *m = &factors->m_layout;
  float products[custos_positions * tile_rows * custos_widest_tile];
  for (size_t column = part.column; column < part.column + part.columns;) {
    const custos_tile_kernel tile =
        custos_tile_kernel_for(part.column + part.columns - column);
    const float *right_block = factors->m + column / custos_winograd_m_block * m->block +
                               column % custos_winograd_m_block;
    for (size_t first = part.row; first < part.row + part.rows; first += block_rows) {
      const size_t left_rows = part.row + part.rows - first;
      const size_t rows = left_rows < block_rows ? left_rows : block_rows;
      const float *left = factors->v + first / block_rows * v->block, *right = right_block;
      float *top = stack;
      for (size_t shard = 0; shard < shards->count; ++shard) {
        const size_t depth = shards->rows[shard], merges = shards->merges[shard];
        const int is_last = shard + 1 == shards->count;
        float *sum = top - merges * block_floats;
        const float *newest = merges > 0 ? top - block_floats : top;
        for (size_t row = 0; row < rows; row += tile_rows) {
          const size_t count = rows - row < tile_rows ? rows - row : tile_rows;
          // Tiles lie one behind the other in the stack.
          const size_t place = taps * row * tile.columns;
          tile.products(custos_positions, count, depth, left + row, v->tile, v->position, right,
                        m->tile, m->position, products, tile.columns, (custos_tile_addends){0});
          transform(products, count, tile.columns,
                    (custos_tile_addends){newest + place, merges, block_floats},
                    is_last ? (kernel_tile){kernel + (first + row) * outputs + column,
                                            inputs * outputs, outputs}
                            : (kernel_tile){sum + place, count * tile.columns, tile.columns});
        }
        top = sum + block_floats;
        left += depth * v->tile;
        right += depth * m->tile;
      }
    }
    column += tile.columns;
  }
}
