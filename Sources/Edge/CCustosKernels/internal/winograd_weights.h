#pragma once
#include <stddef.h>
#include <stdint.h>

#include "custos_winograd.h"
#include "winograd_transform.h"

// The body of a weights function for vectors of any width. The including file defines the types `vector`, of
// int16, and `narrow`, of as many int8, and CUSTOS_TARGET, the attributes of a function with such vectors.
// lanes: how many. group: bytes of one tap of all output channels, nr * kr. groups: how many of 9 taps.

// Taps that the row does not need are not loaded. Row 0, which comes first, fetches what a call for the
// channels behind these will read.
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
      vector g[9], t[3];
#pragma clang loop unroll(full)
      for (size_t k = 0; k < 9; ++k)
        g[k] = __builtin_convertvector(*(const narrow *)(const void *)(w + k * group + n), vector);
#pragma clang loop unroll(full)
      for (size_t x = 0; x < 3; ++x)
        t[x] = CUSTOS_WINOGRAD_WEIGHT(row, g[x], g[3 + x], g[6 + x]);
#pragma clang loop unroll(full)
      for (size_t x = 0; x < 6; ++x)
        *(vector *)(void *)(u + x * step + n) = CUSTOS_WINOGRAD_WEIGHT(x, t[0], t[1], t[2]);
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
