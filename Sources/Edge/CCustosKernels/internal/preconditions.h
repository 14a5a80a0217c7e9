#pragma once
#include <assert.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>

// What kernels demand of their callers, as asserts: a message names the kernel and the condition. Release
// builds define NDEBUG and contain none of it. The functions serve the macros, which stand first in every
// kernel of their kind.

static inline int custos_is_int8(int32_t value) { return value >= INT8_MIN && value <= INT8_MAX; }

// Whether a clamp less its zero point is one of int8.
static inline int custos_is_clamp(float minimum, float maximum, int32_t zero_point) {
  return custos_is_int8(zero_point) && minimum <= maximum &&
         minimum >= (float)(INT8_MIN - zero_point) && maximum <= (float)(INT8_MAX - zero_point) &&
         minimum == (float)(int32_t)minimum && maximum == (float)(int32_t)maximum;
}

static inline int custos_are_finite(size_t count, const float *values) {
  for (size_t i = 0; i < count; ++i)
    if (!isfinite(values[i])) return 0;
  return 1;
}

// Whether none of `count` pointers is NULL.
static inline int custos_are_pointers(size_t count, const void *const *pointers) {
  for (size_t i = 0; i < count; ++i)
    if (pointers[i] == NULL) return 0;
  return 1;
}

// Whether no weight is -128: two of its products with -128 would not fit int16.
static inline int custos_are_weights(size_t count, const int8_t *weights) {
  for (size_t i = 0; i < count; ++i)
    if (weights[i] == INT8_MIN) return 0;
  return 1;
}

// Whether two ranges of `count` bytes are the same one or have no byte in common.
static inline int custos_are_same_or_apart(size_t count, const void *a, const void *b) {
  const uintptr_t x = (uintptr_t)a, y = (uintptr_t)b;
  return x == y || x + count <= y || y + count <= x;
}

// The same of parameters that have all three.
#define CUSTOS_HAS_CLAMP(p) custos_is_clamp((p)->minimum, (p)->maximum, (p)->zero_point)

// Arguments of a custos_igemm_function whose weights are packed in steps of kr products.
#define CUSTOS_REQUIRE_IGEMM(kr)                                   \
  do {                                                             \
    assert(pixels > 0 && channels > 0 && runs > 0);                \
    assert(run_length > 0 && run_length % (kr) == 0);              \
    assert(packed != NULL && (uintptr_t)packed % 4 == 0);          \
    assert(custos_are_pointers(pixels, (const void *const *)in));  \
    assert(custos_are_pointers(pixels, (const void *const *)out)); \
    assert(!output->requantize || CUSTOS_HAS_CLAMP(output));       \
  } while (0)

// Arguments of a custos_qs8_vadd_function.
#define CUSTOS_REQUIRE_VADD()                                                                   \
  do {                                                                                          \
    assert(a != NULL && b != NULL && out != NULL);                                              \
    assert(custos_are_same_or_apart(count, a, out) && custos_are_same_or_apart(count, b, out)); \
    assert(custos_is_int8(parameters->first_zero_point));                                       \
    assert(custos_is_int8(parameters->second_zero_point));                                      \
    assert(isfinite(parameters->first_multiplier) && isfinite(parameters->second_multiplier));  \
    assert(CUSTOS_HAS_CLAMP(parameters));                                                       \
  } while (0)

// Arguments of a custos_qs8_vrescale_function.
#define CUSTOS_REQUIRE_VRESCALE()                         \
  do {                                                    \
    assert(in != NULL && out != NULL);                    \
    assert(custos_are_same_or_apart(count, in, out));     \
    assert(custos_is_int8(parameters->input_zero_point)); \
    assert(isfinite(parameters->multiplier));             \
    assert(CUSTOS_HAS_CLAMP(parameters));                 \
  } while (0)

// Arguments of a custos_qs8_vmulcaddc_function.
#define CUSTOS_REQUIRE_VMULCADDC()                                                          \
  do {                                                                                      \
    assert(channels > 0 && input != NULL && output != NULL);                                \
    assert(input_stride >= channels && output_stride >= channels);                          \
    assert(custos_are_finite(channels, multiplier) && custos_are_finite(channels, offset)); \
    assert(custos_is_int8(parameters->input_zero_point));                                   \
    assert(CUSTOS_HAS_CLAMP(parameters));                                                   \
  } while (0)

// A pooling kernel's window, input and output.
#define CUSTOS_REQUIRE_WINDOW()                                              \
  do {                                                                       \
    assert(window->rows > 0 && window->columns > 0 && window->channels > 0); \
    assert(window->rows <= INT32_MAX / 256 / window->columns);               \
    assert(window->pixel_stride >= window->channels);                        \
    assert(in != NULL && out != NULL);                                       \
  } while (0)
