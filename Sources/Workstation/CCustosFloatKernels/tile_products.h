#pragma once

#include "matrix_tile.h"

// c[p, i, j] = sum over k < depth of a[p, k, i] * b[p, k, j] for `positions` pairs of matrices, `rows`
// values i and as many j as the CPU's tiles are wide, or 16: the second factor's other columns are left
// out. Rows k lie `a_stride` and `b_stride` floats apart, matrices `a_position` and `b_position`, rows of c
// `c_stride`, its matrices behind each other. The addends are added to each matrix.
typedef void custos_tile_products(size_t positions, size_t rows, size_t depth, const float *a,
                                  size_t a_stride, size_t a_position, const float *b,
                                  size_t b_stride, size_t b_position, float *c, size_t c_stride,
                                  custos_tile_addends addends);

// The tiles of this CPU that fit `columns` columns, a multiple of 16.
typedef struct {
  size_t columns;
  custos_tile_products *products;
} custos_tile_kernel;

enum { custos_widest_tile = 32 };

// The most sums that wait for those they are added to: of a tree of 256 shards whose nodes are cut in the
// middle.
enum { custos_deepest_stack = 9 };

custos_tile_kernel custos_tile_kernel_for(size_t columns);
