#include "custos_pixels.h"

void custos_pick_pixels(const uint8_t *source, ptrdiff_t start, ptrdiff_t right, ptrdiff_t down,
                        size_t channels, size_t width, size_t height, uint8_t *result) {
  for (size_t y = 0; y < height; y++, start += down) {
    ptrdiff_t place = start;
    for (size_t x = 0; x < width; x++, place += right)
      for (size_t i = 0; i < channels; i++) *result++ = source[place * (ptrdiff_t)channels + (ptrdiff_t)i];
  }
}
