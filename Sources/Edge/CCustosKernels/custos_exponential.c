#include "custos_float.h"
#include "internal/exponential.h"

double custos_exponential(double x) {
  if (!(x > 0.0)) return custos_falling_exponential(x);
  return 1.0 / custos_falling_exponential(x < 699.0 ? -x : -699.0);
}
