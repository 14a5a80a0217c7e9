#pragma once

// Compiles a function for several instruction sets; the best one is chosen when the program starts,
// which is too early for the thread sanitizer.
#if defined(__x86_64__) && defined(__has_attribute) && defined(__has_feature)
#if __has_attribute(target_clones) && !__has_feature(thread_sanitizer)
#define CUSTOS_VECTOR_CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#endif
#endif
#ifndef CUSTOS_VECTOR_CLONES
#define CUSTOS_VECTOR_CLONES
#endif

// Rows summed in float before they are added to a double.
#define CUSTOS_SUM_BLOCK 32
// Channels handled together by the sums, so that their accumulators stay in registers.
#define CUSTOS_SUM_LANES 32
