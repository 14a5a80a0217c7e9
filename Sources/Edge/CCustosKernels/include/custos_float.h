#pragma once
#include <stddef.h>
#include <stdint.h>

// probabilities[i] = exp(x[i] - max x) / sum over j of exp(x[j] - max x), x[i] = double(logits[i]) *
// double(scales[i]) / temperature, count >= 1, temperature 2^-32 to 2^32. Uses only correctly rounded operations (no libm), so that every CPU gives
// the same bits. Computed in double and rounded to float at the end.
void custos_softmax(size_t count, const int32_t *logits, const float *scales,
                    double temperature, float *probabilities);

// The same of logits that are real numbers already, finite or not NaN at least: where logits[i] is
// double(l) * double(scale) for the integers of custos_softmax, the bits are equal.
void custos_softmax_real(size_t count, const double *logits, double temperature,
                         float *probabilities);

// exp(x) by the same operations; for x > 0 it is 1 / exp(-x). 0 at -700 and below and for NaN, from 699 on
// exp(699).
double custos_exponential(double x);

// 1 / (1 + exp(-x)) for x > 0, exp(x) / (1 + exp(x)) else, by the same operations. 0 for NaN.
double custos_sigmoid(double x);

// q[i] = pixels[i] - 128, the network's input at scale 1 and zero point -128.
void custos_quantize_pixels(size_t count, const uint8_t *pixels, int8_t *q);
