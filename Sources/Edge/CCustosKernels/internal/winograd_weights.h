#pragma once
#include <stddef.h>
#include <stdint.h>

#include "custos_winograd.h"
#include "winograd_transform.h"

// The body of a weights function for vectors of any width. The including file says how wide they are: vector, int16,
// and narrow, as many int8; CUSTOS_TARGET: attributes of a function with such vectors. `lanes` is their
// number, `group` the bytes of all output channels of one tap, nr * kr.

// Taps that the row does not need are not loaded. The first row fetches what a call for the channels behind
// these will read.
CUSTOS_TARGET __attribute__((always_inline)) static inline void custos_weights_row(
    const size_t row, const size_t lanes, const size_t group, size_t groups, const int8_t *w,
    int16_t *u) {
  const size_t step = groups * group;
  const size_t ahead = groups * 9 * group;
  for (; groups > 0; --groups, w += 9 * group, u += group) {
    if (row == 0)
#pragma clang loop unroll(full)
      for (size_t line = 0; line < 9 * group; line += 64) __builtin_prefetch(w + ahead + line);
#pragma clang loop unroll(full)
    for (size_t n = 0; n < group; n += lanes) {
      vector g[9], t[3], r[6];
#pragma clang loop unroll(full)
      for (size_t k = 0; k < 9; ++k)
        g[k] = __builtin_convertvector(*(const narrow *)(const void *)(w + k * group + n), vector);
#pragma clang loop unroll(full)
      for (size_t x = 0; x < 3; ++x)
        t[x] = CUSTOS_WINOGRAD_WEIGHTS_ROW(row, g[x], g[3 + x], g[6 + x]);
      CUSTOS_WINOGRAD_WEIGHTS(t[0], t[1], t[2], r[0], r[1], r[2], r[3], r[4], r[5]);
#pragma clang loop unroll(full)
      for (size_t x = 0; x < 6; ++x) *(vector *)(void *)(u + x * step + n) = r[x];
    }
  }
}

CUSTOS_TARGET __attribute__((always_inline)) static inline void custos_weights(
    size_t row, const size_t lanes, const size_t group, size_t groups, const int8_t *w,
    int16_t *u) {
  switch (row) {
    case 0: custos_weights_row(0, lanes, group, groups, w, u); break;
    case 1: custos_weights_row(1, lanes, group, groups, w, u); break;
    case 2: custos_weights_row(2, lanes, group, groups, w, u); break;
    case 3: custos_weights_row(3, lanes, group, groups, w, u); break;
    case 4: custos_weights_row(4, lanes, group, groups, w, u); break;
    default: custos_weights_row(5, lanes, group, groups, w, u); break;
  }
}
