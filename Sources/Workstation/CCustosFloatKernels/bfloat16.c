#include "custos_float_kernels.h"

#include <string.h>

#include "vector_clones.h"

// To the nearest number with eight significant bits, of two as near the even one; NaN stays NaN.
static inline float rounded(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  const uint32_t carried = (bits + 0x7FFF + (bits >> 16 & 1)) & 0xFFFF0000;
  bits = x == x ? carried : 0x7FC00000;
  memcpy(&x, &bits, sizeof bits);
  return x;
}

CUSTOS_VECTOR_CLONES
void custos_f32_round_bf16(float *x, float *error, size_t count) {
#pragma clang fp contract(off)
  for (size_t i = 0; i < count; ++i) {
    const float exact = x[i] + error[i];
    x[i] = rounded(exact);
    error[i] = exact - x[i];
  }
}

CUSTOS_VECTOR_CLONES
void custos_f32_to_bf16(const float *x, size_t count, uint16_t *y) {
  for (size_t i = 0; i < count; ++i) {
    uint32_t bits;
    memcpy(&bits, x + i, sizeof bits);
    y[i] = (uint16_t)(bits >> 16);
  }
}

CUSTOS_VECTOR_CLONES
void custos_f32_from_bf16(const uint16_t *x, size_t count, float *y) {
  for (size_t i = 0; i < count; ++i) {
    const uint32_t bits = (uint32_t)x[i] << 16;
    memcpy(y + i, &bits, sizeof bits);
  }
}
