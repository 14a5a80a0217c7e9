#pragma once
#if defined(__aarch64__)
#include <arm_neon.h>
#include <stddef.h>

// Loads and stores that step their pointer by a register's bytes in the same instruction, which compilers
// do not make use of.
__attribute__((always_inline)) static inline uint32x4_t custos_load_and_step(
    const uint32_t **from, size_t step) {
  uint32x4_t v;
  __asm__("ld1 {%0.4s}, [%1], %2" : "=w"(v), "+r"(*from) : "r"(step), "m"(**from));
  return v;
}

__attribute__((always_inline)) static inline void custos_store_and_step(int16_t **to, size_t step,
                                                                        int16x8_t v) {
  __asm__ volatile("st1 {%1.8h}, [%0], %2" : "+r"(*to) : "w"(v), "r"(step) : "memory");
}

// Four times four bytes, `step` bytes apart.
__attribute__((always_inline)) static inline void custos_store_4x4_bytes(int8_t *to, size_t step,
                                                                         int8x16_t v) {
  __asm__ volatile(
      "st1 {%1.s}[0], [%0], %2\n"
      "st1 {%1.s}[1], [%0], %2\n"
      "st1 {%1.s}[2], [%0], %2\n"
      "st1 {%1.s}[3], [%0]"
      : "+&r"(to)
      : "w"(v), "r"(step)
      : "memory");
}

__attribute__((always_inline)) static inline int8x16_t custos_load_4x4_bytes(const int8_t *from,
                                                                             size_t step) {
  int8x16_t v;
  __asm__ volatile(
      "ldr %s0, [%1]\n"
      "add %1, %1, %2\n"
      "ld1 {%0.s}[1], [%1], %2\n"
      "ld1 {%0.s}[2], [%1], %2\n"
      "ld1 {%0.s}[3], [%1]"
      : "=&w"(v), "+&r"(from)
      : "r"(step)
      : "memory");
  return v;
}
#endif
