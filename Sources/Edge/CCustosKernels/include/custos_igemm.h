#pragma once
#include <stddef.h>
#include <stdint.h>

// Legend: M output pixels, N output channels, K = runs * run_length products a pixel and channel.
//
// A convolution over an [H, W, C] map whose rows are padded in memory reads, for one output pixel,
// KH runs of KW * C adjacent bytes, one row pitch apart; its filter [C_out, KH, KW, C_in] has the
// same runs. So one matrix kernel with a pointer an output pixel and a run stride does convolutions
// of any window and stride, and dense layers, without copying the input.

// What happens to the exact int32 sums.
struct custos_output {
  // Nonzero: q = clamp(rne(float(sum) * multiplier), minimum, maximum) + zero_point as int8.
  // Zero: the sum itself as int32.
  int32_t requantize;
  // The clamp less the zero point, integers in [-255, 255].
  float minimum;
  float maximum;
  // In [-128, 127].
  int32_t zero_point;
};

// Computes `channels` outputs of exactly mr pixels: out[i][n] = output(bias[n] + sum over r, k of
// in[i][r * run_stride + k] * weight[n][r][k]), r < runs, k < run_length. Exact: the sums must
// fit in int32 for every input, weights lie in [-127, 127].
//
// in[0 ..< mr], out[0 ..< mr]: one pointer a pixel; with fewer pixels the last one is repeated
// (its outputs are written several times with equal values). Inputs and outputs must not overlap.
// run_length: channels of a run, a multiple of kr. The bytes between the true and the rounded
// length are read (they must be readable), and multiplied by the zeros of the packed weights.
// packed: what custos_igemm_pack made for nr and kr of this kernel, from any of its blocks on;
// 4-byte aligned.
// Writes exactly channels elements at every out[i].
typedef void custos_igemm_function(size_t channels, size_t runs, size_t run_length,
                                   ptrdiff_t run_stride, const int8_t *const *in,
                                   const void *packed, void *const *out,
                                   const struct custos_output *output);

// A matrix kernel and the tile it works on.
struct custos_igemm_kernel {
  const char *name;
  custos_igemm_function *function;
  // Pixels of a tile.
  size_t mr;
  // Channels of a packed block, a multiple of 4.
  size_t nr;
  // Adjacent products of one channel in packed weights.
  size_t kr;
};

// Number of bytes of the packed form of `channels` filters; a multiple of 4. Blocks of nr channels
// have the same size and follow each other: block b starts at the size for b * nr channels.
size_t custos_igemm_packed_size(const struct custos_igemm_kernel *kernel, size_t channels,
                                size_t runs, size_t run_length);

// Packs weights [channels, runs, run_length] int8, bias [channels] int32 and multipliers
// [channels] float32 (any alignment) into blocks of nr channels: bias [nr], multipliers [nr], then
// [runs, ceil(run_length / kr), nr, kr] weights. Missing channels and products are zeros.
void custos_igemm_pack(const struct custos_igemm_kernel *kernel, size_t channels, size_t runs,
                       size_t run_length, const void *weights, const void *bias,
                       const void *multipliers, void *packed);

// The kernels. Every one gives exactly the results of the scalar one.
custos_igemm_function custos_qs8_qc8w_igemm_minmax_2x4c1__scalar;
#if defined(__x86_64__)
custos_igemm_function custos_qs8_qc8w_igemm_minmax_3x8c8__avx2;
#endif
#if defined(__aarch64__)
custos_igemm_function custos_qs8_qc8w_igemm_minmax_4x4c16__neon;
custos_igemm_function custos_qs8_qc8w_igemm_minmax_8x8c4__neondot;
#endif
