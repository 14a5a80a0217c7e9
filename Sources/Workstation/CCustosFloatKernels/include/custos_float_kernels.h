#pragma once
#include <stddef.h>
#include <stdint.h>

// Elementwise and window kernels of the float trainer. Maps are float32 [N, H, W, C]; `rows` is
// N * H * W where only the channels matter. Buffers of one call do not overlap unless it says so.
// Sums over long ranges are kept in double, over short blocks in float.

// A pooling or convolution window over maps [height, width, channels].
typedef struct {
  size_t height, width, channels;
  size_t kernel_height, kernel_width, stride;
  size_t padding_top, padding_left;
  size_t output_height, output_width;
} custos_window;

// patches[i, :] = the window of output pixel first + i, columns [column_begin, column_end) of the
// kernel_height * kernel_width * channels ones; zeros outside the map. Output pixels are counted
// over all images. `patches` has `row_stride` floats a row.
void custos_f32_im2col(const custos_window *window, const float *maps, size_t first, size_t count,
                       size_t column_begin, size_t column_end, float *patches, size_t row_stride);

// Adds the windows of output pixels [first, first + count) of one image back to its map: the
// transpose of custos_f32_im2col.
void custos_f32_col2im_add(const custos_window *window, const float *patches, size_t first,
                           size_t count, float *map);

// x[r, c] += bias[c].
void custos_f32_bias_add(float *x, const float *bias, size_t rows, size_t channels);

// sums[c] += sum over the rows of x[r, c].
void custos_f32_column_sums(const float *x, size_t rows, size_t channels, double *sums);

// sums[c] += sum of x - shift[c]; squares[c] += sum of (x - shift[c])^2.
void custos_f32_moments(const float *x, const float *shift, size_t rows, size_t channels,
                        double *sums, double *squares);

// y[r, c] = (x[r, c] - center[c]) * scale[c] + shift[c], then max(., floor). y may be x.
void custos_f32_normalize(const float *x, const float *center, const float *scale,
                          const float *shift, float floor, size_t rows, size_t channels, float *y);

// g = dy where y > 0 (dy everywhere when y is NULL); sums[c] += g; products[c] += g * (x - mean[c]).
void custos_f32_normalize_sums(const float *x, const float *y, const float *dy, const float *mean,
                               size_t rows, size_t channels, double *sums, double *products);

// dx = a[c] * g + b[c] * (x - mean[c]) + d[c], g as above; added to dx when `accumulate`.
void custos_f32_normalize_gradient(const float *x, const float *y, const float *dy,
                                   const float *mean, const float *a, const float *b,
                                   const float *d, int accumulate, size_t rows, size_t channels,
                                   float *dx);

// y = max(x, 0).
void custos_f32_relu(const float *x, size_t count, float *y);

// dx (+)= dy where y > 0, else 0.
void custos_f32_relu_gradient(const float *y, const float *dy, int accumulate, size_t count,
                              float *dx);

// y = a + scale * b.
void custos_f32_add_scaled(const float *a, const float *b, float scale, size_t count, float *y);

// y (+)= scale * x.
void custos_f32_scale(const float *x, float scale, int accumulate, size_t count, float *y);

// Maximum over windows of one image, output rows [row_begin, row_end).
void custos_f32_max_pool(const custos_window *window, const float *map, size_t row_begin,
                         size_t row_end, float *output);

// Adds each output's gradient to the first element of its window that holds the maximum; `taken`
// has room for `channels` floats.
void custos_f32_max_pool_gradient(const custos_window *window, const float *map,
                                  const float *output, const float *gradient, float *taken,
                                  float *map_gradient);

// Mean over the part of each window inside the map, one image, output rows [row_begin, row_end).
void custos_f32_average_pool(const custos_window *window, const float *map, size_t row_begin,
                             size_t row_end, float *output);

// Adds each output's gradient, divided by the size of its window inside the map, to that window.
void custos_f32_average_pool_gradient(const custos_window *window, const float *gradient,
                                      float *map_gradient);

// out[o, i] = in[i, o]: transposes [rows, columns].
void custos_f32_transpose(const float *in, size_t rows, size_t columns, float *out);

// y = (float)x, pixels 0...255.
void custos_f32_from_u8(const uint8_t *x, size_t count, float *y);

// The sum of x^2.
double custos_f32_sum_squares(const float *x, size_t count);

// One step of Adadelta (Zeiler 2012, Keras's form) on weights w with gradient g + decay * w:
// a = rho a + (1 - rho) g^2; u = g sqrt(d + eps) / sqrt(a + eps); w -= rate u;
// d = rho d + (1 - rho) u^2. Returns the sum of w^2 before the step.
double custos_f32_adadelta(float *w, const float *g, float *a, float *d, float rate, float rho,
                           float epsilon, float decay, size_t count);

// Takes denormal numbers (below 1.2e-38) as zero on the calling thread from now on, since CPUs need a
// hundred times longer for them; returns the mode before, for custos_f32_restore_denormals.
uint64_t custos_f32_flush_denormals(void);
void custos_f32_restore_denormals(uint64_t mode);

// One step of SGD with Nesterov momentum (Keras's form): v = momentum v - rate g;
// w += momentum v - rate g. Returns the sum of w^2 before the step.
double custos_f32_sgd(float *w, const float *g, float *v, float rate, float momentum, float decay,
                      size_t count);

// One step of Adam (Keras's form): m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2;
// w -= rate m / (sqrt(v) + eps), the bias correction being part of `rate`. Returns the sum of
// w^2 before the step.
double custos_f32_adam(float *w, const float *g, float *m, float *v, float rate, float beta1,
                       float beta2, float epsilon, float decay, size_t count);

// Stretches an image about its centre: output pixel (y, x) takes the input at
// ((y - cy) * factor_y + cy, (x - cx) * factor_x + cx), bilinear between pixels, the nearest edge
// pixel outside; cy = (height - 1) / 2, cx likewise. Bytes [height, width, 3] to floats 0...255.
void custos_f32_zoom_rgb(const uint8_t *image, size_t height, size_t width, float factor_y,
                         float factor_x, float *output);

// Looks at an image through a homography: output pixel (y, x) takes the input at (q / s + cy,
// p / s + cx) with [p, q, s] = matrix [x - cx, y - cy, 1], bilinear between pixels, the nearest edge
// pixel outside; cy = (height - 1) / 2, cx likewise. `matrix` is [3, 3], s > 0 on the whole image.
// Bytes [height, width, 3] to floats 0...255.
void custos_f32_warp_rgb(const uint8_t *image, size_t height, size_t width, const float *matrix,
                         float *output);

// Lights an image [height, width, 3] unevenly, in place: pixels times gain + slope_y (y - cy) +
// slope_x (x - cx), clamped to 0...255; centre as above.
void custos_f32_light_rgb(float *image, size_t height, size_t width, float gain, float slope_y,
                          float slope_x);

// Convolves an image [height, width, 3] along rows and columns with the symmetric filter
// weights[radius] ... weights[0] ... weights[radius], in place; border pixels are repeated outside.
// `scratch` has room for (height * width + width + 2 * radius) * 3 floats.
void custos_f32_blur_rgb(float *image, size_t height, size_t width, const float *weights,
                         size_t radius, float *scratch);

// Adds bell-shaped noise of a standard deviation (within 3.5 of them) and clamps to 0...255. What is
// added to a value depends on seed and place alone.
void custos_f32_add_noise(float *image, size_t count, float deviation, uint32_t seed);

// y = x rounded to the nearest integer, halves up, and clamped to 0...255; x is no NaN.
void custos_f32_to_u8(const float *x, size_t count, uint8_t *y);
