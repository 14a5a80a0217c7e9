#pragma once
// The one-dimensional transforms of F(4x4, 3x3), for vectors of any width of the compiler's vector
// extension. Macros, because functions with vector arguments wider than the base instruction set's have
// no portable calling convention.

// r = B^T d for int16 vectors d[0 ..< 6] with |d| <= 1280: |r| <= 10 |d|, nothing overflows.
// add_four(a, b): a + 4 b; subtract_four(a, b): a - 4 b.
#define CUSTOS_WINOGRAD_INPUT(add_four, subtract_four, d0, d1, d2, d3, d4, d5, r0, r1, r2, r3, r4, \
                              r5)                                                                  \
  do {                                                                                             \
    __typeof__(d0) t1 = (d1) << 2, t2 = (d2) << 2;                                                 \
    __typeof__(d0) even = (d4)-t2, odd = (d3)-t1;                                                  \
    __typeof__(d0) near_even = (d4) - (d2), near_odd = (d3) - (d1);                                \
    __typeof__(d0) twice = near_odd + near_odd;                                                    \
    r0 = add_four(near_even - t2, d0);                                                             \
    r1 = even + odd;                                                                               \
    r2 = even - odd;                                                                               \
    r3 = near_even + twice;                                                                        \
    r4 = near_even - twice;                                                                        \
    r5 = subtract_four((d5) - (d3), near_odd);                                                     \
  } while (0)

// Element i of 24 G g for three taps, int16 or vectors of them, the last element halved: at most 12 |g|.
#define CUSTOS_WINOGRAD_WEIGHT(i, g0, g1, g2)    \
  ((i) == 0   ? (g0) * 6                         \
   : (i) == 1 ? ((g0) + (g2) + (g1)) * -4        \
   : (i) == 2 ? ((g0) + (g2) - (g1)) * -4        \
   : (i) == 3 ? (g0) + ((g2) << 2) + ((g1) << 1) \
   : (i) == 4 ? (g0) + ((g2) << 2) - ((g1) << 1) \
              : (g2) * 12)

// y = A^T m for uint32 vectors m[0 ..< 6], modulo 2^32; the last column of A^T is doubled.
// add_scaled(a, b, n): a + n b, n = 2, 4 or 8.
#define CUSTOS_WINOGRAD_OUTPUT(add_scaled, m0, m1, m2, m3, m4, m5, y0, y1, y2, y3) \
  do {                                                                             \
    __typeof__(m0) sum = (m1) + (m2), difference = (m1) - (m2);                    \
    __typeof__(m0) far_sum = (m3) + (m4), far = (m3) - (m4);                       \
    y0 = (m0) + sum + far_sum;                                                     \
    y1 = add_scaled(difference, far, 2);                                           \
    y2 = add_scaled(sum, far_sum, 4);                                              \
    y3 = add_scaled(add_scaled(difference, far, 8), m5, 2);                        \
  } while (0)

// 1 / 9 modulo 2^32: turns 576 Y into 64 Y.
#define CUSTOS_WINOGRAD_NINTH 0x38E38E39u
