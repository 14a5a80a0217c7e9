#pragma once
#include "custos_float_kernels.h"

// The part of one window that lies inside the map: rows [top, bottom), columns [left, right).
typedef struct {
  size_t top, bottom, left, right;
} custos_bounds;

static inline void custos_clip(size_t start, size_t length, size_t padding, size_t limit,
                               size_t *begin, size_t *end) {
  *begin = start > padding ? start - padding : 0;
  *end = start + length > padding ? start + length - padding : 0;
  if (*end > limit) *end = limit;
  if (*begin > *end) *begin = *end;
}

static inline custos_bounds custos_window_bounds(const custos_window *window, size_t oy,
                                                 size_t ox) {
  custos_bounds bounds;
  custos_clip(oy * window->stride, window->kernel_height, window->padding_top, window->height,
              &bounds.top, &bounds.bottom);
  custos_clip(ox * window->stride, window->kernel_width, window->padding_left, window->width,
              &bounds.left, &bounds.right);
  return bounds;
}
