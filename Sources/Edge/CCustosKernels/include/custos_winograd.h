#pragma once
#include <stddef.h>
#include <stdint.h>

#include "custos_vector_kernels.h"

// Convolution 3x3 with stride 1 by Winograd's F(4x4, 3x3) in integers, bit-equal to the direct sums.
//
// A tile is 4x4 outputs of the map; it reads 6x6 inputs. With G scaled by 24 (its last row by 12, which
// the last column of A^T makes good),
//
//   V = B^T d B          6x6 int16 per tile and input channel: |V| <= 10 * 10 * 128 = 12800
//   U = G g G^T          6x6 int16 an input and output channel: |U| <= 12 * 12 * 127 = 18288
//   M = sum of U o V     over input channels, int32 modulo 2^32
//   A^T M A = 576 Y      modulo 2^32, Y the direct sums
//
// 576 = 64 * 9, and 9 has the inverse 0x38E38E39 modulo 2^32: 576 Y times it is 64 Y modulo 2^32, which
// is 64 Y itself as int32 whenever |Y| < 2^25. custos_winograd_is_exact proves that bound for a layer.
// The quotient by 64 is in the multiplier. The bias enters as 576 times itself at position (1, 1), whose
// column of A^T is all ones.
//
// "Position" is one of the 36 elements of a 6x6 tile, row by row. The first five rows of B^T and columns of
// A^T are those of F(3x3, 3x3), with the same U: a tile of 3 rows of outputs leaves out the last row of
// positions, one of 3 columns the last column.
enum {
  custos_winograd_side = 6,
  custos_winograd_positions = custos_winograd_side * custos_winograd_side,
  custos_winograd_bias_position = 7,
  custos_winograd_tile = 4,
  custos_winograd_short_tile = 3,
  // Least number of input channels from which on a layer has so much weight data that a multiply function
  // may prefetch the weights of the next position while it computes.
  custos_winograd_fetch_channels = 256,
};

// Transforms `tiles` horizontally adjacent tiles, `tile_columns` (4 or 3) pixels apart: v[p * position_stride
// + t * channels + c] is position p of channel c of tile t. All 36 positions are written.
//
// rows: the six input rows, each from the first tile's first pixel on, [.., channels] without gaps;
// exactly tile_columns * (tiles - 1) + 6 pixels of each are read. channels: a multiple of 16.
typedef void custos_winograd_input_function(size_t channels, size_t tiles, size_t tile_columns,
                                            const int8_t *const rows[6], int16_t *v,
                                            size_t position_stride);

// Row `row` of U = G g G^T of one block of nr output channels: u[x][c / kr][n][c % kr], x < 6.
//
// w: [channels / kr][9][nr][kr], from custos_winograd_pack. channels: a multiple of 16.
typedef void custos_winograd_weights_function(size_t row, size_t channels, const int8_t *w,
                                              int16_t *u);

// The tiles that are multiplied at once, 0 ..< count. Those of tall_first ..< tall_end have 4 rows of outputs,
// those of wide_first ..< wide_end 4 columns; the others have 3. product_stride: int32 between positions
// of m, at least count * nr.
struct custos_winograd_tiles {
  size_t count;
  size_t product_stride;
  size_t tall_first, tall_end;
  size_t wide_first, wide_end;
};

// For the positions p = 6 row + x, x < 6, and the tiles t that have them: m[p * product_stride + t * nr + n]
// = sum over c < channels of v[p * position_stride + t * tile_stride + c] * U[x][c][n] modulo 2^32, for one
// block of nr output channels.
//
// u: from the weights function. bias: 576 times the biases, [nr], which are added at the bias position; NULL to
// add the sums to what m holds, those of other input channels.
typedef void custos_winograd_multiply_function(size_t row, const struct custos_winograd_tiles *tiles,
                                               size_t channels, const int16_t *v,
                                               size_t tile_stride, size_t position_stride,
                                               const int16_t *u, const int32_t *bias, int32_t *m);

// How the exact sums of a layer become its outputs.
struct custos_winograd_output {
  // As in custos_output.
  float minimum;
  float maximum;
  int32_t zero_point;
  // Nonzero: outputs are the maxima of 2x2 windows, which needs multipliers >= 0. Never with an addend.
  int32_t pools;
  // Bytes between rows of the output and, with an addend, of the addend.
  ptrdiff_t out_row_stride;
  ptrdiff_t addend_row_stride;
  // Bytes between pixels of the output and of the addend, at least nr; more than the layer's channels where
  // the output is a part of a wider tensor.
  size_t pixel_stride;
  // With an addend b, the result q - zero_point takes the place of a - z_a in this sum; zero points of the
  // operands: only second_zero_point is used.
  struct custos_add add;
};

// Outputs of `tiles` horizontally adjacent tiles and one block of nr channels.
//
// m: from the multiply function, at the first tile's position 0; product_stride int32 between positions. What
// lies at positions that a tile does not have, does not matter. multipliers: of the sums times 64, [nr].
// out: the first tile's first output, the block's first channel. rows: output rows that exist, at most as
// many as the tiles have (2 when pooling). tile_columns: output columns of a tile, 4 or 3 (2 when pooling).
// columns: output columns that exist, from the first tile on; all count pooled outputs when pooling.
// addend: NULL, or as out, in the second operand.
//
// Writes exactly nr bytes of every pixel that exists, and reads as many of the addend's: what lies between the
// pixels may belong to other tensors.
typedef void custos_winograd_output_function(size_t tiles, const int32_t *m, size_t product_stride,
                                             const float *multipliers, int8_t *out, size_t rows,
                                             size_t tile_columns, size_t columns,
                                             const int8_t *addend,
                                             const struct custos_winograd_output *output);

// The steps for an instruction set, and the blocks that they work on.
struct custos_winograd_kernel {
  const char *weights_name;
  custos_winograd_weights_function *weights;
  const char *input_name;
  custos_winograd_input_function *input;
  const char *multiply_name;
  custos_winograd_multiply_function *multiply;
  const char *output_name;
  custos_winograd_output_function *output;
  // Tiles that the multiply function takes at once.
  size_t mr;
  // Output channels of a block; a layer's number of them must be a multiple.
  size_t nr;
  // Adjacent input channels in packed weights.
  size_t kr;
  // Modelled rates a thread, by which the engine chooses between this and the direct kernel, and whether the
  // weights are transformed when they are packed or when they are used: products of the multiply function and
  // of the direct kernel a cycle, products that take as long as transforming a tile of an input channel, and of
  // an output channel, pairs of channels that the weights function transforms a cycle, bytes of weights from
  // memory a cycle, and the same of layers with custos_winograd_fetch_channels or more.
  float products_per_cycle;
  float direct_products_per_cycle;
  float input_products;
  float output_products;
  float pairs_per_cycle;
  float weight_bytes_per_cycle;
  float fetched_bytes_per_cycle;
  // Nonzero where cores mostly share a second-level cache, or take long to transform, so that threads transform the
  // inputs of layers with few tiles together. Zero: each for itself.
  int shares_inputs;
};

// Whether the layer's outputs come out exactly: every sum of every output channel lies in (-2^25, 2^25)
// whatever the inputs are, and every multiplier can be divided by 64 without loss.
//
// weights: [outputs, 3, 3, inputs] int8. bias: [outputs] int32, multipliers: [outputs] float32, of any
// alignment.
int custos_winograd_is_exact(size_t inputs, size_t outputs, const void *weights, const void *bias,
                             const void *multipliers);

// Packs one block of nr output channels, of which `block` is the index: bias [nr] gets 576 times the biases
// modulo 2^32, multipliers [nr] a 64th of them, w [inputs / kr][9][nr][kr] the weights for the weights
// function. Operands as in custos_winograd_is_exact.
void custos_winograd_pack(const struct custos_winograd_kernel *kernel, size_t inputs, size_t block,
                          const void *weights, const void *bias, const void *multipliers,
                          int32_t *packed_bias, float *packed_multipliers, int8_t *w);

#if defined(__x86_64__)
custos_winograd_input_function custos_winograd_f4x4_input__avx2;
custos_winograd_input_function custos_winograd_f4x4_input__avx512;
custos_winograd_weights_function custos_winograd_f4x4_weights__avx2;
custos_winograd_weights_function custos_winograd_f4x4_weights__avx512;
custos_winograd_multiply_function custos_winograd_f4x4_multiply_6x16c2__avx2;
custos_winograd_multiply_function custos_winograd_f4x4_multiply_6x16c2__avxvnni;
custos_winograd_multiply_function custos_winograd_f4x4_multiply_12x16c2__avx512vnni;
custos_winograd_output_function custos_winograd_f4x4_output__avx2;
custos_winograd_output_function custos_winograd_f4x4_output__avx512;
#endif
#if defined(__aarch64__)
custos_winograd_input_function custos_winograd_f4x4_input__neon;
custos_winograd_weights_function custos_winograd_f4x4_weights__neon;
custos_winograd_multiply_function custos_winograd_f4x4_multiply_4x16c1__neon;
custos_winograd_multiply_function custos_winograd_f4x4_multiply_4x16c1__neon_a53;
custos_winograd_output_function custos_winograd_f4x4_output__neon;
#endif
