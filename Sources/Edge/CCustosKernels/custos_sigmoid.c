#include "custos_float.h"
#include "internal/exponential.h"

double custos_sigmoid(double x) {
  const double power = custos_falling_exponential(x > 0.0 ? -x : x);
  return x > 0.0 ? 1.0 / (1.0 + power) : power / (1.0 + power);
}
