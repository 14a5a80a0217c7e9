#include <string.h>

#include "custos_igemm.h"
#include "internal/preconditions.h"

enum { piece = 16 };

void custos_igemm_gather(size_t pixels, size_t runs, size_t run_length, ptrdiff_t run_stride,
                         const int8_t *const *in, int8_t *out, size_t out_stride) {
  assert(runs > 0 && run_length > 0 && out != NULL && out_stride >= runs * run_length);
  assert(custos_are_pointers(pixels, (const void *const *)in));
  for (size_t m = 0; m < pixels; ++m, out += out_stride) {
    const int8_t *from = in[m];
    int8_t *to = out;
    if (run_length <= piece) {
      for (size_t r = runs; r > 0; --r, from += run_stride, to += run_length)
        memcpy(to, from, piece);
      continue;
    }
    for (size_t r = runs; r > 0; --r, from += run_stride, to += run_length)
      for (size_t k = 0; k < run_length; k += piece) memcpy(to + k, from + k, piece);
  }
}
