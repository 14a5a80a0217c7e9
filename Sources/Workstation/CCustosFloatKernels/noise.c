#include "custos_float_kernels.h"
#include "vector_clones.h"

// Spreads the bits of a counter over 32 bits (the finaliser of MurmurHash3).
static inline uint32_t mixed(uint32_t bits) {
  bits ^= bits >> 16;
  bits *= 0x85ebca6bu;
  bits ^= bits >> 13;
  bits *= 0xc2b2ae35u;
  return bits ^ bits >> 16;
}

CUSTOS_VECTOR_CLONES
void custos_f32_add_noise(float *image, size_t count, float deviation, uint32_t seed) {
  // Four uniform bytes have mean 510 and standard deviation sqrt(4 * (256^2 - 1) / 12).
  const float scale = deviation / 147.8005f;
  for (size_t i = 0; i < count; ++i) {
    const uint32_t bits = mixed(mixed((uint32_t)i ^ seed) + seed);
    const uint32_t pairs = (bits & 0x00ff00ffu) + (bits >> 8 & 0x00ff00ffu);
    const int32_t sum = (int32_t)((pairs & 0xffffu) + (pairs >> 16)) - 510;
    const float value = image[i] + scale * (float)sum;
    image[i] = value < 0 ? 0 : value > 255 ? 255 : value;
  }
}
