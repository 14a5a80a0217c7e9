#pragma once
#include <stdint.h>
#include <string.h>

// Clamps to [minimum, maximum] within [-255, 255], rounds to nearest even and adds the zero point.
//
// Since the bounds are integers, clamping before rounding equals clamping after it. Adding 1.5 * 2^23
// leaves the integer nearest to x (ties to even, in the default rounding mode) in the low bits.
static inline int8_t custos_quantize(float x, float minimum, float maximum, int32_t zero_point) {
  x = x > minimum ? x : minimum;
  x = x < maximum ? x : maximum;
  const float shifted = x + 12582912.0f;
  int32_t bits;
  memcpy(&bits, &shifted, sizeof bits);
  return (int8_t)(bits - 0x4B400000 + zero_point);
}
