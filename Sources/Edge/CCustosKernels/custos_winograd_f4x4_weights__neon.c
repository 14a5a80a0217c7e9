#if defined(__aarch64__)
#define CUSTOS_TARGET
typedef short vector __attribute__((vector_size(16), aligned(4), may_alias));
typedef signed char narrow __attribute__((vector_size(8), aligned(1), may_alias));
#include "internal/winograd_preconditions.h"
#include "internal/winograd_weights.h"

enum { nr = 16, kr = 1 };

void custos_winograd_f4x4_weights__neon(size_t row, size_t channels, const int8_t *w, int16_t *u) {
  CUSTOS_REQUIRE_WINOGRAD_WEIGHTS();
  custos_weights(row, 8, nr * kr, channels / kr, w, u);
}
#endif
