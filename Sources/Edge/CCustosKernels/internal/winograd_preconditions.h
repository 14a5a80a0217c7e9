#pragma once
#include "custos_winograd.h"
#include "preconditions.h"

// What Winograd's kernels demand of their callers; see preconditions.h.

// Arguments of a custos_winograd_input_function.
#define CUSTOS_REQUIRE_WINOGRAD_INPUT()                                                         \
  do {                                                                                          \
    assert(channels > 0 && channels % 16 == 0);                                                 \
    assert(tile_columns == custos_winograd_tile || tile_columns == custos_winograd_short_tile); \
    assert(custos_are_pointers(custos_winograd_side, (const void *const *)rows) && v != NULL);  \
    assert(position_stride >= tiles * channels);                                                \
  } while (0)

// Arguments of a custos_winograd_weights_function.
#define CUSTOS_REQUIRE_WINOGRAD_WEIGHTS()       \
  do {                                          \
    assert(row < custos_winograd_side);         \
    assert(channels > 0 && channels % 16 == 0); \
    assert(w != NULL && u != NULL);             \
  } while (0)

// Arguments of a custos_winograd_multiply_function with blocks of nr output channels.
#define CUSTOS_REQUIRE_WINOGRAD_MULTIPLY(nr)                                         \
  do {                                                                               \
    assert(row < custos_winograd_side);                                              \
    assert(channels > 0 && channels % 16 == 0 && tile_stride >= channels);           \
    assert(tiles->product_stride >= tiles->count * (nr));                            \
    assert(tiles->tall_first <= tiles->tall_end && tiles->tall_end <= tiles->count); \
    assert(tiles->wide_first <= tiles->wide_end && tiles->wide_end <= tiles->count); \
    assert(v != NULL && u != NULL && m != NULL);                                     \
  } while (0)

// Arguments of a custos_winograd_output_function with blocks of nr channels.
#define CUSTOS_REQUIRE_WINOGRAD_OUTPUT(nr)                                                   \
  do {                                                                                       \
    assert(tiles > 0 && m != NULL && product_stride >= tiles * (nr) && out != NULL);         \
    assert(output->pixel_stride >= (nr));                                                    \
    assert(!(output->pools && addend != NULL));                                              \
    assert(output->pools ? rows <= 2 && tile_columns == 2 : rows <= 4 && tile_columns <= 4); \
    assert(rows > 0 && tile_columns > 0 && columns > (tiles - 1) * tile_columns);            \
    assert(custos_are_finite(nr, multipliers));                                              \
    assert(CUSTOS_HAS_CLAMP(output));                                                        \
    assert(addend == NULL || custos_is_int8(output->add.second_zero_point));                 \
    assert(addend == NULL || CUSTOS_HAS_CLAMP(&output->add));                                \
  } while (0)
