#include "custos_float.h"
#include "internal/exponential.h"
#include "internal/preconditions.h"

static double exponent(int32_t logit, float scale, double temperature) {
  return (double)logit * (double)scale / temperature;
}

void custos_softmax(size_t count, const int32_t *logits, const float *scales, double temperature,
                    float *probabilities) {
  assert(count > 0 && logits != NULL && probabilities != NULL);
  assert(custos_are_finite(count, scales));
  assert(temperature >= 0x1p-32 && temperature <= 0x1p32);
  double maximum = exponent(logits[0], scales[0], temperature);
  for (size_t i = 1; i < count; ++i) {
    const double x = exponent(logits[i], scales[i], temperature);
    maximum = x > maximum ? x : maximum;
  }
  double total = 0;
  for (size_t i = 0; i < count; ++i)
    total += custos_falling_exponential(exponent(logits[i], scales[i], temperature) - maximum);
  for (size_t i = 0; i < count; ++i)
    probabilities[i] =
        (float)(custos_falling_exponential(exponent(logits[i], scales[i], temperature) - maximum) /
                total);
}
