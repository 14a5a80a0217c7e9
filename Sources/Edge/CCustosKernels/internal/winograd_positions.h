#pragma once
#include "custos_winograd.h"

// The tiles of a block that have position x of row `row`: first ..< end.
struct custos_winograd_range {
  size_t first, end;
};

static inline struct custos_winograd_range custos_winograd_tiles_at(
    const struct custos_winograd_tiles *tiles, size_t row, size_t x) {
  const size_t last = custos_winograd_side - 1;
  struct custos_winograd_range range = {0, tiles->count};
  if (row == last) range = (struct custos_winograd_range){tiles->tall_first, tiles->tall_end};
  if (x < last) return range;
  if (range.first < tiles->wide_first) range.first = tiles->wide_first;
  if (range.end > tiles->wide_end) range.end = tiles->wide_end;
  if (range.end < range.first) range.end = range.first;
  return range;
}
