#include "custos_float.h"

void custos_quantize_pixels(size_t count, const uint8_t *pixels, int8_t *q) {
  for (size_t i = 0; i < count; ++i) q[i] = (int8_t)(pixels[i] ^ 0x80);
}
