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

// dx = a[c] * g + b[c] * (x - mean[c]) + d[c], g as above; added to dx when `accumulate`,
// else dx may be dy.
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

// y (+)= scale * x; y may be x.
void custos_f32_scale(const float *x, float scale, int accumulate, size_t count, float *y);

// Rounds x + error to bfloat16 (eight significant bits, ties to even), still as float32: x becomes the
// rounded value and error what was lost. NaN stays NaN.
void custos_f32_round_bf16(float *x, float *error, size_t count);

// The upper halves of numbers that are rounded to bfloat16, and back.
void custos_f32_to_bf16(const float *x, size_t count, uint16_t *y);
void custos_f32_from_bf16(const uint16_t *x, size_t count, float *y);

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

// Whether no element is NaN or infinite.
int custos_f32_all_finite(const float *x, size_t count);

// average += share * (w - average).
void custos_f32_running_average(float *average, const float *w, float share, size_t count);

// The optimisers below do all of a step in one pass over memory. Where `average` is not NULL it
// follows the new weights: average += share * (w - average).

// One step of Adadelta (Zeiler 2012, Keras's form) on weights w with gradient g + decay * w:
// a = rho a + (1 - rho) g^2; u = g sqrt(d + eps) / sqrt(a + eps); w -= rate u;
// d = rho d + (1 - rho) u^2. Returns the sum of w^2 before the step.
double custos_f32_adadelta(float *w, const float *g, float *a, float *d, float rate, float rho,
                           float epsilon, float decay, float *average, float share, size_t count);

// Takes denormal numbers (below 1.2e-38) as zero on the calling thread from now on, since CPUs need a
// hundred times longer for them; returns the mode before, for custos_f32_restore_denormals.
uint64_t custos_f32_flush_denormals(void);
void custos_f32_restore_denormals(uint64_t mode);

// One step of SGD with Nesterov momentum (Keras's form): v = momentum v - rate g;
// w += momentum v - rate g. Returns the sum of w^2 before the step.
double custos_f32_sgd(float *w, const float *g, float *v, float rate, float momentum, float decay,
                      float *average, float share, size_t count);

// One step of Adam (Keras's form): m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2;
// w = keep w - rate m / (sqrt(v) + eps), the bias correction being part of `rate`. `keep` is 1, or
// less for decoupled weight decay (AdamW, Loshchilov and Hutter 2019). Returns the sum of w^2 before
// the step.
double custos_f32_adam(float *w, const float *g, float *m, float *v, float rate, float beta1,
                       float beta2, float epsilon, float decay, float keep, float *average,
                       float share, size_t count);

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

// Makes an image [height, width, 3] black and white as a scanner of four times its resolution does, in
// place: each pixel becomes 255 times the share of its 4 x 4 places, linear between pixels, whose
// brightness by BT.601 is at least level. `scratch` has room for height * width floats.
void custos_f32_threshold_rgb(float *image, size_t height, size_t width, float level,
                              float *scratch);

// y = x rounded to the nearest integer, halves up, and clamped to 0...255; x is no NaN.
void custos_f32_to_u8(const float *x, size_t count, uint8_t *y);

// c[i, j] (+)= sum over k < depth of a[i, k] * b[k, j], rows of a and c `stride` floats apart. b lies in
// panels of 16 columns, [columns / 16, depth, 16]; `columns` is a multiple of 16.
void custos_f32_matrix_product(const float *a, size_t a_stride, const float *panels, size_t rows,
                               size_t columns, size_t depth, int accumulate, float *c,
                               size_t c_stride);

// Copies b[k, j], k < rows, j < columns, into panels of 16 columns and `depth` rows, from their first row
// on: panels[j / 16, k, j % 16] = b[k * row_step + j * column_step]; `columns` is a multiple of 16.
void custos_f32_pack_panels(const float *b, size_t row_step, size_t column_step, size_t rows,
                            size_t columns, size_t depth, float *panels);

// c[i, j] (+)= sum over k < depth of a[k, i] * b[k, j]; `columns` is a multiple of 16.
void custos_f32_matrix_product_transposed(const float *a, size_t a_stride, const float *b,
                                          size_t b_stride, size_t rows, size_t columns,
                                          size_t depth, int accumulate, float *c,
                                          size_t c_stride);

// A node of the tree along which sums over the shards of a batch are formed: shards one after another, of
// which each has some rows of the factors, and how often the last two sums are added up behind it.
typedef struct {
  size_t count;
  const size_t *rows;
  const size_t *merges;
} custos_shard_sums;

// c[i, j] = sum along the tree of each shard's sum over its rows k of a[k, i] * b[k, j]; `columns` is a
// multiple of 16. The same bits as each shard's product on its own and all of them added up, without a
// matrix in memory for each: blocks of c are finished in the caches.
void custos_f32_matrix_product_sharded(const float *a, size_t a_stride, const float *b,
                                       size_t b_stride, size_t rows, size_t columns,
                                       const custos_shard_sums *shards, float *c,
                                       size_t c_stride);

// Winograd's F(4x4, 3x3): 3x3 convolutions with stride 1 in tiles of 4x4 outputs. A tile's 6x6 inputs
// and a kernel's 3x3 taps each become 36 positions; a tile's products at a position, summed over the
// input channels, are a matrix product. Channels are multiples of 8 everywhere, outputs of a product
// of 16. Values of a position lie [tile, channel], tiles `tile_stride` and positions
// `position_stride` floats apart.
typedef struct {
  size_t height, width;                // input map
  size_t output_height, output_width;  // output map
  size_t padding_top, padding_left;    // zeros around the input map
  size_t rows, columns;                // tiles of an image: its outputs / 4, rounded up
} custos_winograd_tiles;

// How values of positions lie: tiles, positions and blocks of `channels` channels (a multiple of 8) are so
// many floats apart.
typedef struct {
  size_t tile, position;
  size_t channels, block;
} custos_winograd_layout;

// v = B^T d B for the inputs d of tiles [first, first + count), counted over all images.
void custos_f32_winograd_input(const custos_winograd_tiles *tiles, const float *maps,
                               size_t channels, size_t first, size_t count, float *v,
                               const custos_winograd_layout *layout);

// outputs (+)= A^T m A + bias (none where NULL), without what lies beyond the output map.
void custos_f32_winograd_output(const custos_winograd_tiles *tiles, const float *m,
                                size_t tile_stride, size_t position_stride, const float *bias,
                                size_t channels, size_t first, size_t count, int accumulate,
                                float *maps);

// m = A dy A^T for the gradients dy of the outputs: the transpose of custos_f32_winograd_output.
void custos_f32_winograd_output_gradient(const custos_winograd_tiles *tiles, const float *maps,
                                         size_t channels, size_t first, size_t count, float *m,
                                         const custos_winograd_layout *layout);

// u = G g G^T for kernels g [3, 3, inputs, outputs] and input channels [first, first + count), each
// position in panels [outputs / 16, inputs, 16].
void custos_f32_winograd_kernel(const float *kernel, size_t inputs, size_t outputs, size_t first,
                                size_t count, float *panels, size_t position_stride);

// dg = G^T du G for du [36, inputs, outputs], the sum of `parts` arrays `part_stride` floats apart;
// input channels as above.
void custos_f32_winograd_kernel_gradient(const float *products, size_t parts, size_t part_stride,
                                         size_t position_stride, size_t inputs, size_t outputs,
                                         size_t first, size_t count, float *kernel);

// The positions of all tiles of a map, v [inputs / 48, 36, tiles, 48], and of the gradient of another one, m
// [outputs / 32, 36, tiles, 32], with their layouts; the last block may have fewer channels. So a tile of
// products reads memory that has no gaps.
enum { custos_winograd_v_block = 48, custos_winograd_m_block = 32 };
typedef struct {
  const float *v, *m;
  custos_winograd_layout v_layout, m_layout;
} custos_winograd_factors;

// Rows (input channels) and columns (output channels) of a kernel, from a block's first one on; `columns`
// is a multiple of 16.
typedef struct {
  size_t row, rows;
  size_t column, columns;
} custos_rectangle;

// dg = sum along the tree of each shard's G^T (sum over its tiles of v m) G, for a rectangle of the kernel:
// the same bits as by custos_f32_matrix_product_transposed and custos_f32_winograd_kernel_gradient for
// each shard. `stack` is room for custos_shard_stack_floats.
enum { custos_shard_stack_floats = 9 * 9 * 48 * 32 };
void custos_f32_winograd_kernel_gradient_sharded(const custos_winograd_factors *factors,
                                                 size_t inputs, size_t outputs,
                                                 custos_rectangle part,
                                                 const custos_shard_sums *shards, float *stack,
                                                 float *kernel);
