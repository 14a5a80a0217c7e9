#pragma once

#include <stddef.h>

// Eight floats, at any address. On CPUs without AVX the compiler takes two halves.
typedef float custos_f32x8 __attribute__((vector_size(32), aligned(4), may_alias));

// Compiles a function for CPUs with AVX2 and FMA and for any other; the fitting one is chosen when the
// program starts, which is too early for the thread sanitizer. Within it products may be fused with the
// sums they go into. The wide ones are also compiled for CPUs with AVX-512, whose vectors are twice as many.
#if defined(__x86_64__) && defined(__has_attribute) && defined(__has_feature)
#if __has_attribute(target_clones) && !__has_feature(thread_sanitizer)
#define CUSTOS_FMA_CLONES __attribute__((target_clones("arch=x86-64-v3", "default")))
#define CUSTOS_FMA_WIDE_CLONES \
  __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#endif
#endif
#ifndef CUSTOS_FMA_CLONES
#define CUSTOS_FMA_CLONES
#define CUSTOS_FMA_WIDE_CLONES
#endif

#define CUSTOS_INLINE static inline __attribute__((always_inline))

CUSTOS_INLINE void custos_f32x8_store(float *to, const custos_f32x8 *vector) {
  *(custos_f32x8 *)to = *vector;
}
