#pragma once

// Limits a coordinate to 0...limit; NaN becomes 0.
static inline float custos_clamped(float value, float limit) {
  return value > 0 ? (value > limit ? limit : value) : 0;
}

// The value between four pixels, `beside` and `below` being the distances from the upper left one.
static inline float custos_bilinear(float top_left, float top_right, float bottom_left,
                                    float bottom_right, float beside, float below) {
  const float top = top_left + beside * (top_right - top_left);
  const float bottom = bottom_left + beside * (bottom_right - bottom_left);
  return top + below * (bottom - top);
}
