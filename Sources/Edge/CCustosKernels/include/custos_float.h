#pragma once
#include <stddef.h>
#include <stdint.h>

// probabilities[i] = exp(x[i] - max x) / sum over j of exp(x[j] - max x), x[i] = double(logits[i]) *
// double(scales[i]) / temperature, count >= 1, temperature 2^-32 to 2^32. Uses only correctly rounded operations (no libm), so that every CPU gives
// the same bits. Computed in double and rounded to float at the end.
void custos_softmax(size_t count, const int32_t *logits, const float *scales,
                    double temperature, float *probabilities);

// q[i] = pixels[i] - 128, the network's input at scale 1 and zero point -128.
void custos_quantize_pixels(size_t count, const uint8_t *pixels, int8_t *q);
