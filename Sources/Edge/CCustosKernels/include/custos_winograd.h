#pragma once
#include <stddef.h>
#include <stdint.h>

#include "custos_vector_kernels.h"

// Convolution 3x3 with stride 1 by Winograd's F(4x4, 3x3) in integers, bit-equal to the direct sums.
//
// A tile is 4x4 outputs of the map; it reads 6x6 inputs. With G scaled by 24 (its last row by 12, which
// the last column of A^T makes good),
//
//   V = B^T d B          6x6 int16 a tile and input channel: |V| <= 10 * 10 * 128 = 12800
//   U = G g G^T          6x6 int16 an input and output channel: |U| <= 12 * 12 * 127 = 18288
//   M = sum of U o V     over input channels, int32 modulo 2^32
//   A^T M A = 576 Y      modulo 2^32, Y the direct sums
//
// 576 = 64 * 9, and 9 has the inverse 0x38E38E39 modulo 2^32: 576 Y times it is 64 Y modulo 2^32, which
// is 64 Y itself as int32 whenever |Y| < 2^25. custos_winograd_is_exact proves that bound for a layer.
// The quotient by 64 is in the multiplier. The bias enters as 576 times itself at position (1, 1), whose
// column of A^T is all ones.
//
// "Position" is one of the 36 elements of a 6x6 tile, row by row.
enum { custos_winograd_positions = 36, custos_winograd_bias_position = 7, custos_winograd_tile = 4 };

// Transforms `tiles` horizontally adjacent tiles: v[p * position_stride + t * channels + c] is position p
// of channel c of tile t.
//
// rows: the six input rows, each from the first tile's first pixel on, [.., channels]; 4 * tiles + 2 pixels
// of each are read. channels: a multiple of 16.
typedef void custos_winograd_input_function(size_t channels, size_t tiles,
                                            const int8_t *const rows[6], int16_t *v,
                                            size_t position_stride);

// m[(p * tiles + t) * nr + n] = sum over c of v[p * position_stride + t * channels + c] * U[p][c][n] modulo
// 2^32, plus 576 times the bias at the bias position, for one block of nr output channels.
//
// block: from custos_winograd_pack.
typedef void custos_winograd_multiply_function(size_t tiles, size_t channels, const int16_t *v,
                                               size_t position_stride, const void *block,
                                               int32_t *m);

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
  // Bytes between pixels of the output and of the addend.
  size_t pixel_stride;
  // With an addend b, the result q - zero_point takes the place of a - z_a in this sum; zero points of the
  // operands: only second_zero_point is used.
  struct custos_add add;
};

// Outputs of `tiles` horizontally adjacent tiles and one block of nr channels.
//
// m: from the multiply function, at the first tile's position 0; position_stride int32 between positions.
// block: as above, for the multipliers. out: the first tile's first output, the block's first channel.
// rows: output rows that exist, 1 to 4 (1 to 2 when pooling). columns: output columns that exist, from the
// first tile on; both count pooled outputs when pooling. addend: NULL, or as out, in the second operand.
typedef void custos_winograd_output_function(size_t tiles, const int32_t *m, size_t position_stride,
                                             const void *block, int8_t *out, size_t rows,
                                             size_t columns, const int8_t *addend,
                                             const struct custos_winograd_output *output);

// The three steps for an instruction set, and the blocks that they work on.
struct custos_winograd_kernel {
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
  // Modelled rates a thread, by which the engine chooses between this and the direct kernel: products of
  // the multiply function and of the direct kernel a cycle, and bytes of weights from memory a cycle.
  float products_per_cycle;
  float direct_products_per_cycle;
  float weight_bytes_per_cycle;
};

// Whether the layer's outputs come out exactly: every sum of every output channel lies in (-2^25, 2^25)
// whatever the inputs are, and every multiplier can be divided by 64 without loss.
//
// weights: [outputs, 3, 3, inputs] int8. bias: [outputs] int32, multipliers: [outputs] float32, of any
// alignment.
int custos_winograd_is_exact(size_t inputs, size_t outputs, const void *weights, const void *bias,
                             const void *multipliers);

// Bytes of one packed block: 576 bias [nr] int32, multipliers / 64 [nr] float32, U [36][inputs / kr][nr][kr]
// int16; a multiple of 64.
size_t custos_winograd_block_size(const struct custos_winograd_kernel *kernel, size_t inputs);

// Packs a layer into outputs / nr blocks, 4-byte aligned. Operands as in custos_winograd_is_exact.
void custos_winograd_pack(const struct custos_winograd_kernel *kernel, size_t inputs,
                          size_t outputs, const void *weights, const void *bias,
                          const void *multipliers, void *packed);

#if defined(__x86_64__)
custos_winograd_input_function custos_winograd_f4x4_input__avx2;
custos_winograd_multiply_function custos_winograd_f4x4_multiply_6x16c2__avx2;
custos_winograd_output_function custos_winograd_f4x4_output__avx2;
#endif
#if defined(__aarch64__)
custos_winograd_input_function custos_winograd_f4x4_input__neon;
custos_winograd_multiply_function custos_winograd_f4x4_multiply_4x16c1__neon;
custos_winograd_multiply_function custos_winograd_f4x4_multiply_4x16c1__neon_a53;
custos_winograd_output_function custos_winograd_f4x4_output__neon;
#endif
