#pragma once
#include "custos_winograd.h"

// What the multiply functions of all instruction sets do for one position: tiles first ..< end have it, and
// the sums of tile first + i start from start[i * start_stride + n].
struct custos_winograd_position {
  size_t first, end;
  const int32_t *start;
  size_t start_stride;
};

// Position x of row `row`. nr: 16. bias, m: as in custos_winograd_multiply_function.
static inline struct custos_winograd_position custos_winograd_position(
    const struct custos_winograd_tiles *tiles, size_t row, size_t x, const int32_t *bias,
    const int32_t *m) {
  enum { nr = 16, last = custos_winograd_side - 1 };
  static const int32_t zeros[nr];
  const size_t p = row * custos_winograd_side + x;
  struct custos_winograd_position position = {.end = tiles->count};
  if (row == last) {
    position.first = tiles->tall_first;
    position.end = tiles->tall_end;
  }
  if (x == last) {
    if (position.first < tiles->wide_first) position.first = tiles->wide_first;
    if (position.end > tiles->wide_end) position.end = tiles->wide_end;
    if (position.end < position.first) position.end = position.first;
  }
  if (bias == NULL) {
    position.start = m + p * tiles->product_stride + position.first * nr;
    position.start_stride = nr;
  } else {
    position.start = p == custos_winograd_bias_position ? bias : zeros;
  }
  return position;
}
