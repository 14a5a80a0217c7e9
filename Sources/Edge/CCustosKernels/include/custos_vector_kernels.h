#pragma once
#include <stddef.h>
#include <stdint.h>

// Sum of two tensors, each rescaled; see custos_qs8_vadd_function.
struct custos_add {
  int32_t first_zero_point;
  int32_t second_zero_point;
  float first_multiplier;
  float second_multiplier;
  // The clamp less the zero point, integers; with the zero point they lie in [-128, 127].
  float minimum;
  float maximum;
  int32_t zero_point;
};

// out[i] = clamp(rne(float(a[i] - z_a) * m_a + float(b[i] - z_b) * m_b), minimum, maximum) + z for
// i < count; both products and their sum are rounded to float32. Reads and writes exactly
// count bytes. No overlap but out == a or out == b.
typedef void custos_qs8_vadd_function(size_t count, const int8_t *a, const int8_t *b, int8_t *out,
                                      const struct custos_add *parameters);

// A change of scale; see custos_qs8_vrescale_function.
struct custos_rescale {
  int32_t input_zero_point;
  float multiplier;
  // The clamp less the zero point, integers; with the zero point they lie in [-128, 127].
  float minimum;
  float maximum;
  int32_t zero_point;
};

// out[i] = clamp(rne(float(in[i] - z_in) * m), minimum, maximum) + z for i < count. Reads and writes
// exactly count bytes. No overlap but out == in.
typedef void custos_qs8_vrescale_function(size_t count, const int8_t *in, int8_t *out,
                                          const struct custos_rescale *parameters);

// A multiplier and an offset for every channel; see custos_qs8_vmulcaddc_function.
struct custos_channel_affine {
  // In [-128, 127].
  int32_t input_zero_point;
  // The clamp less the zero point, integers; with the zero point they lie in [-128, 127].
  float minimum;
  float maximum;
  // In [-128, 127].
  int32_t zero_point;
};

// A batch normalisation with its activation, or any other affine function of every channel by itself:
//
//   output[p][c] = clamp(rne(float(input[p][c] - z_in) * multiplier[c] + offset[c]), minimum, maximum) + z
//
// for p < pixels, c < channels. Product and sum are each rounded to float32 (never a fused multiply-add).
//
// input, output: [pixels, channels] of int8, `input_stride` and `output_stride` bytes between pixels, each at
// least `channels`. Exactly `channels` bytes of a pixel are read and written: what lies between pixels may
// belong to other tensors. No overlap but output == input with equal strides.
// multiplier, offset: float32 [channels], finite, of any sign and size.
typedef void custos_qs8_vmulcaddc_function(size_t pixels, size_t channels, const int8_t *input,
                                           size_t input_stride, const float *multiplier,
                                           const float *offset, int8_t *output,
                                           size_t output_stride,
                                           const struct custos_channel_affine *parameters);

// The part of a pooling window that lies in the map, over [rows, columns, channels] of int8.
struct custos_pool_window {
  size_t rows;
  size_t columns;
  size_t channels;
  // Bytes between the window's rows.
  ptrdiff_t row_stride;
  // Bytes between the pixels of a row, at least channels; more where other tensors' channels lie between.
  size_t pixel_stride;
};

// out[c] = max over rows and columns of in[row * row_stride + column * pixel_stride + c], c < channels.
// Reads and writes nothing else. No overlap.
typedef void custos_s8_maxpool_function(const struct custos_pool_window *window, const int8_t *in,
                                        int8_t *out);

// out[c] = clamp(rne(float(sum - n * z_in) * (m / float(n))), minimum, maximum) + z with n = rows *
// columns and the sum as in custos_s8_maxpool_function; the quotient is rounded to float32.
typedef void custos_qs8_avgpool_function(const struct custos_pool_window *window, const int8_t *in,
                                         int8_t *out, const struct custos_rescale *parameters);

// out[c] = sum over rows and columns of (in[...] - input_zero_point), exact.
typedef void custos_qs8_sumpool_function(const struct custos_pool_window *window, const int8_t *in,
                                         int32_t *out, int32_t input_zero_point);

custos_qs8_vadd_function custos_qs8_vadd_minmax__scalar;
custos_qs8_vrescale_function custos_qs8_vrescale_minmax__scalar;
custos_qs8_vmulcaddc_function custos_qs8_vmulcaddc_minmax__scalar;
custos_s8_maxpool_function custos_s8_maxpool__scalar;
custos_qs8_avgpool_function custos_qs8_avgpool_minmax__scalar;
custos_qs8_sumpool_function custos_qs8_sumpool__scalar;
#if defined(__x86_64__)
custos_qs8_vadd_function custos_qs8_vadd_minmax__avx2;
custos_qs8_vrescale_function custos_qs8_vrescale_minmax__avx2;
custos_qs8_vmulcaddc_function custos_qs8_vmulcaddc_minmax__avx2;
custos_qs8_vadd_function custos_qs8_vadd_minmax__avx512;
custos_qs8_vmulcaddc_function custos_qs8_vmulcaddc_minmax__avx512;
custos_s8_maxpool_function custos_s8_maxpool__avx2;
#endif
#if defined(__aarch64__)
custos_qs8_vadd_function custos_qs8_vadd_minmax__neon;
custos_qs8_vrescale_function custos_qs8_vrescale_minmax__neon;
custos_qs8_vmulcaddc_function custos_qs8_vmulcaddc_minmax__neon;
custos_s8_maxpool_function custos_s8_maxpool__neon;
#endif
