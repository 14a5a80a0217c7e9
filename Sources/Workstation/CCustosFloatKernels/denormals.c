#include "custos_float_kernels.h"

#if defined(__x86_64__)
#include <xmmintrin.h>

// Flush results to zero (bit 15), take operands as zero (bit 6).
enum { flushing = 1 << 15 | 1 << 6 };

uint64_t custos_f32_flush_denormals(void) {
  const unsigned mode = _mm_getcsr();
  _mm_setcsr(mode | flushing);
  return mode;
}

void custos_f32_restore_denormals(uint64_t mode) { _mm_setcsr((unsigned)mode); }

#elif defined(__aarch64__)

uint64_t custos_f32_flush_denormals(void) {
  uint64_t mode;
  __asm__ volatile("mrs %0, fpcr" : "=r"(mode));
  __asm__ volatile("msr fpcr, %0" : : "r"(mode | UINT64_C(1) << 24));
  return mode;
}

void custos_f32_restore_denormals(uint64_t mode) {
  __asm__ volatile("msr fpcr, %0" : : "r"(mode));
}

#else

uint64_t custos_f32_flush_denormals(void) { return 0; }

void custos_f32_restore_denormals(uint64_t mode) { (void)mode; }

#endif
