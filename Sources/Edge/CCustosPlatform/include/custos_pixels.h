#pragma once
#include <stddef.h>
#include <stdint.h>

// Copies a turned, mirrored or cropped picture: pixel (x, y) of the result [height, width, channels] is
// the one at place start + x * right + y * down of the source, counted in pixels.
void custos_pick_pixels(const uint8_t *source, ptrdiff_t start, ptrdiff_t right, ptrdiff_t down,
                        size_t channels, size_t width, size_t height, uint8_t *result);
