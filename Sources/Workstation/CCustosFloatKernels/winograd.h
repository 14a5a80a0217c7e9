#pragma once

#include "custos_float_kernels.h"
#include "float_vectors.h"

#pragma clang fp contract(fast)

// The transforms of Winograd's F(4, 3) in one dimension (Lavin and Gray 2016), each on six or four
// vectors `step` apart. The points are 0, +-1/sqrt(2), +-sqrt(2) and infinity: their products of
// even order are whole or halves, and the errors are a third of those of 0, +-1, +-2
// (Barabasz et al. 2020 look for such points).
#define CUSTOS_NEAR 0.70710678118654752440f  // 1 / sqrt(2), its square 1/2
#define CUSTOS_FAR 1.41421356237309504880f   // sqrt(2), its square 2

enum { custos_positions = 36 };

// B^T x: six inputs to six positions.
CUSTOS_INLINE void custos_winograd_in(const custos_f32x8 *x, size_t step, custos_f32x8 *y,
                                      size_t y_step) {
  const custos_f32x8 x0 = x[0], x1 = x[step], x2 = x[2 * step], x3 = x[3 * step],
                     x4 = x[4 * step], x5 = x[5 * step];
  const custos_f32x8 near_even = x4 - 2.0f * x2, near_odd = x3 - 2.0f * x1;
  const custos_f32x8 far_even = x4 - 0.5f * x2, far_odd = x3 - 0.5f * x1;
  y[0] = x0 - 2.5f * x2 + x4;
  y[y_step] = near_even + CUSTOS_NEAR * near_odd;
  y[2 * y_step] = near_even - CUSTOS_NEAR * near_odd;
  y[3 * y_step] = far_even + CUSTOS_FAR * far_odd;
  y[4 * y_step] = far_even - CUSTOS_FAR * far_odd;
  y[5 * y_step] = x1 - 2.5f * x3 + x5;
}

// A^T m: six positions to four outputs.
CUSTOS_INLINE void custos_winograd_out(const custos_f32x8 *m, size_t step, custos_f32x8 *y,
                                       size_t y_step) {
  const custos_f32x8 near_sum = m[step] + m[2 * step], near_difference = m[step] - m[2 * step];
  const custos_f32x8 far_sum = m[3 * step] + m[4 * step],
                     far_difference = m[3 * step] - m[4 * step];
  y[0] = m[0] + near_sum + far_sum;
  y[y_step] = CUSTOS_NEAR * near_difference + CUSTOS_FAR * far_difference;
  y[2 * y_step] = 0.5f * near_sum + 2.0f * far_sum;
  y[3 * y_step] = (0.5f * CUSTOS_NEAR) * near_difference + (2.0f * CUSTOS_FAR) * far_difference +
                  m[5 * step];
}

// A y: the transpose of custos_winograd_out, four gradients of outputs to six positions.
CUSTOS_INLINE void custos_winograd_out_gradient(const custos_f32x8 *y, size_t step,
                                                custos_f32x8 *m, size_t m_step) {
  const custos_f32x8 y0 = y[0], y1 = y[step], y2 = y[2 * step], y3 = y[3 * step];
  const custos_f32x8 near_even = y0 + 0.5f * y2, near_odd = y1 + 0.5f * y3;
  const custos_f32x8 far_even = y0 + 2.0f * y2, far_odd = y1 + 2.0f * y3;
  m[0] = y0;
  m[m_step] = near_even + CUSTOS_NEAR * near_odd;
  m[2 * m_step] = near_even - CUSTOS_NEAR * near_odd;
  m[3 * m_step] = far_even + CUSTOS_FAR * far_odd;
  m[4 * m_step] = far_even - CUSTOS_FAR * far_odd;
  m[5 * m_step] = y3;
}

// G g: three taps to six positions.
CUSTOS_INLINE void custos_winograd_kernel(const custos_f32x8 *g, size_t step, custos_f32x8 *u,
                                          size_t u_step) {
  const custos_f32x8 g0 = g[0], g1 = g[step], g2 = g[2 * step];
  const custos_f32x8 near_even = (-2.0f / 3) * g0 - (1.0f / 3) * g2;
  const custos_f32x8 far_even = (1.0f / 6) * g0 + (1.0f / 3) * g2;
  u[0] = g0;
  u[u_step] = near_even - (2.0f / 3 * CUSTOS_NEAR) * g1;
  u[2 * u_step] = near_even + (2.0f / 3 * CUSTOS_NEAR) * g1;
  u[3 * u_step] = far_even + (1.0f / 6 * CUSTOS_FAR) * g1;
  u[4 * u_step] = far_even - (1.0f / 6 * CUSTOS_FAR) * g1;
  u[5 * u_step] = g2;
}

// G^T u: the transpose of custos_winograd_kernel, six positions to the gradients of three taps.
CUSTOS_INLINE void custos_winograd_kernel_gradient(const custos_f32x8 *u, size_t step,
                                                   custos_f32x8 *g, size_t g_step) {
  const custos_f32x8 near_sum = u[step] + u[2 * step], near_difference = u[2 * step] - u[step];
  const custos_f32x8 far_sum = u[3 * step] + u[4 * step],
                     far_difference = u[3 * step] - u[4 * step];
  g[0] = u[0] - (2.0f / 3) * near_sum + (1.0f / 6) * far_sum;
  g[g_step] = (2.0f / 3 * CUSTOS_NEAR) * near_difference + (1.0f / 6 * CUSTOS_FAR) * far_difference;
  g[2 * g_step] = (1.0f / 3) * (far_sum - near_sum) + u[5 * step];
}

// Where a tile lies: its image, the first output pixel, how many of its 4x4 outputs lie in the map, and
// the first one's place among the pixels of all output maps.
typedef struct {
  size_t image, row, column;
  size_t rows, columns;
  size_t output;
} custos_winograd_place;

CUSTOS_INLINE custos_winograd_place custos_winograd_locate(const custos_winograd_tiles *tiles,
                                                           size_t tile) {
  const size_t within = tile % (tiles->rows * tiles->columns);
  const size_t image = tile / (tiles->rows * tiles->columns);
  const size_t row = within / tiles->columns * 4, column = within % tiles->columns * 4;
  const size_t below = tiles->output_height - row, beside = tiles->output_width - column;
  return (custos_winograd_place){
      .image = image,
      .row = row,
      .column = column,
      .rows = below < 4 ? below : 4,
      .columns = beside < 4 ? beside : 4,
      .output = (image * tiles->output_height + row) * tiles->output_width + column};
}
