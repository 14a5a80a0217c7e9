#pragma once
#include <stddef.h>
#include <stdint.h>

// Legend: M output pixels, N output channels, K = runs * run_length products per pixel and channel.
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
  // The clamp less the zero point, integers; with the zero point they lie in [-128, 127].
  float minimum;
  float maximum;
  // In [-128, 127].
  int32_t zero_point;
};

// Computes `channels` outputs of `pixels` pixels: out[i][n] = output(bias[n] + sum over r, k of
// in[i][r * run_stride + k] * weight[n][r][k]), r < runs, k < run_length. Exact: the sums must
// fit in int32 for every input, weights lie in [-127, 127].
//
// pixels: at least 1. in[0 ..< pixels], out[0 ..< pixels]: one pointer a pixel, in any order. A tile
// of mr pixels goes through all products of a block of channels at once; the tiles of a call follow
// each other while the block's weights lie in the first-level cache. No overlap of in and out.
// run_length: products of a run, a multiple of kr. The bytes between the true and the rounded
// length are read (they must be readable), and multiplied by the zeros of the packed weights.
// packed: what custos_igemm_pack made of these channels for this kernel; 4-byte aligned.
// Writes exactly channels elements at every out[i]: what lies between the pixels may belong to other tensors.
typedef void custos_igemm_function(size_t pixels, size_t channels, size_t runs, size_t run_length,
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
  // The last packed blocks may be narrower than nr by multiples of this, a divisor of nr; equal to
  // nr where all blocks have one width.
  size_t ns;
  // What the kernel adds to every input: 128 where its instructions take unsigned inputs, else 0. The packed
  // biases are less by so many times the sum of the weights, modulo 2^32.
  int32_t input_offset;
};

// Number of bytes of the packed form of `channels` filters; a multiple of 4, and proportional to
// the channels rounded up to a multiple of ns.
size_t custos_igemm_packed_size(const struct custos_igemm_kernel *kernel, size_t channels,
                                size_t runs, size_t run_length);

// Packs weights [channels, runs, run_length] int8, bias [channels] int32 and multipliers
// [channels] float32 (any alignment) into blocks of nr channels (the last ones narrower, see
// internal/igemm_block.h) of width n: bias [n] (see input_offset), multipliers [n], then [runs,
// ceil(run_length / kr), n, kr] weights. Missing channels and products are zeros.
void custos_igemm_pack(const struct custos_igemm_kernel *kernel, size_t channels, size_t runs,
                       size_t run_length, const void *weights, const void *bias,
                       const void *multipliers, void *packed);

// Copies the runs of every pixel next to each other, for layers whose runs are so short that rounding
// every one up to kr would waste products: out[m * out_stride + r * run_length + k] =
// in[m][r * run_stride + k]. Copies in pieces of 16 bytes: reads up to 15 bytes past every run, and
// writes as many past the last one of a pixel; out_stride has room for them. No overlap.
void custos_igemm_gather(size_t pixels, size_t runs, size_t run_length, ptrdiff_t run_stride,
                         const int8_t *const *in, int8_t *out, size_t out_stride);

// The kernels. Every one gives exactly the results of the scalar one.
custos_igemm_function custos_qs8_qc8w_igemm_minmax_2x4c1__scalar;
#if defined(__x86_64__)
custos_igemm_function custos_qs8_qc8w_igemm_minmax_6x16c2__avx2;
custos_igemm_function custos_qs8_qc8w_igemm_minmax_6x16c4__avxvnni;
custos_igemm_function custos_qs8_qc8w_igemm_minmax_6x64c4__avx512vnni;
#endif
#if defined(__aarch64__)
custos_igemm_function custos_qs8_qc8w_igemm_minmax_4x4c16__neon;
custos_igemm_function custos_qs8_qc8w_igemm_minmax_4x24c4__neondot;
custos_igemm_function custos_qs8_qc8w_igemm_minmax_4x24c4__neondot_a55;
custos_igemm_function custos_qs8_qc8w_igemm_minmax_4x24c8__neoni8mm;
#endif
