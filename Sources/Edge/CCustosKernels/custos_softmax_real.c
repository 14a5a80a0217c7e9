#include "custos_float.h"
#include "internal/exponential.h"
#include "internal/preconditions.h"

void custos_softmax_real(size_t count, const double *logits, double temperature,
                         float *probabilities) {
  assert(count > 0 && logits != NULL && probabilities != NULL);
  assert(temperature >= 0x1p-32 && temperature <= 0x1p32);
  double maximum = logits[0] / temperature;
  for (size_t i = 1; i < count; ++i) {
    const double x = logits[i] / temperature;
    maximum = x > maximum ? x : maximum;
  }
  double total = 0;
  for (size_t i = 0; i < count; ++i)
    total += custos_falling_exponential(logits[i] / temperature - maximum);
  for (size_t i = 0; i < count; ++i)
    probabilities[i] =
        (float)(custos_falling_exponential(logits[i] / temperature - maximum) / total);
}
