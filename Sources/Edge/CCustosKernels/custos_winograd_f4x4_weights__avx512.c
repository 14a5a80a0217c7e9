#if defined(__x86_64__)
#define CUSTOS_TARGET __attribute__((target("avx512f,avx512bw,avx512vl")))
typedef short vector __attribute__((vector_size(64), aligned(4), may_alias));
typedef signed char narrow __attribute__((vector_size(32), aligned(1), may_alias));
#include "internal/winograd_preconditions.h"
#include "internal/winograd_weights.h"

enum { nr = 16, kr = 2 };

CUSTOS_TARGET void custos_winograd_f4x4_weights__avx512(size_t row, size_t channels,
                                                        const int8_t *w, int16_t *u) {
  CUSTOS_REQUIRE_WINOGRAD_WEIGHTS();
  custos_weights(row, 32, nr * kr, channels / kr, w, u);
}
#endif
