#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// JPEG files as other programs write them, for tests.
typedef struct {
  // Units (T.81: MCU) between restart marks, 0 for none.
  unsigned restart_interval;
  // 1 or 2: columns and rows that share a sample of colour.
  int subsampling;
  bool is_progressive;
  // A scan for each component, of a baseline file.
  bool is_split;
} jpeg_sample;

// Encodes RGB bytes [height, width, 3]. Returns memory of malloc, NULL on failure.
uint8_t *jpeg_sample_encode(const uint8_t *pixels, unsigned width, unsigned height, jpeg_sample sample,
                            size_t *count);
