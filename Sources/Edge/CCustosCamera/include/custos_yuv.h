#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A picture of luma and subsampled chroma in memory. Steps and strides are bytes from one sample, and
// one row, to the next.
typedef struct {
  size_t width, height;
  const uint8_t *y;
  // NULL for a gray picture.
  const uint8_t *u, *v;
  size_t y_stride, uv_stride;
  // 1: a plane of its own; 2: YUYV.
  size_t y_step;
  // 1: planes of their own, 2: NV12, 4: YUYV. A sample serves two columns.
  size_t uv_step;
  // Rows that a row of chroma serves: 1 or 2.
  size_t uv_rows;
  // Whether luma spans 0...255 (JFIF, rpicam) rather than 16...235.
  bool full_range;
} custos_yuv;

// Converts to RGB bytes [height, width, 3] by BT.601, in 16-bit fixed point, rounded to the nearest and
// clamped to 0...255; chroma is repeated.
void custos_yuv_to_rgb(const custos_yuv *picture, uint8_t *rgb);
