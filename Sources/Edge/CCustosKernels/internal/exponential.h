#pragma once
#include <stdint.h>

// exp(x) for x <= 0 in double: x = n ln 2 + r with |r| <= ln 2 / 2 and n the nearest integer
// (halves away from 0: the conversion cuts towards 0), exp(r) by its Taylor series to the 13th power
// (relative error below 1e-17), times 2^n. Only sums, products and quotients, each rounded to
// nearest, so every CPU gives the same bits; at -700 and below, and for NaN, the result is 0.
static inline double custos_falling_exponential(double x) {
  if (!(x > -700.0)) return 0.0;
  const double n = (double)(int32_t)(x * 1.4426950408889634 - 0.5);
  // ln 2 in two parts: n times the first one is exact.
  const double r = (x - n * 0.693147180369123816490) - n * 1.90821492927058770002e-10;
  double sum = 1.0;
  for (int term = 13; term >= 1; --term) sum = 1.0 + sum * r / (double)term;
  union {
    uint64_t bits;
    double value;
  } power = {.bits = (uint64_t)((int64_t)n + 1023) << 52};
  return sum * power.value;
}
