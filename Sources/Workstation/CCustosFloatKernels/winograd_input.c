#include "winograd.h"

CUSTOS_FMA_CLONES
void custos_f32_winograd_input(const custos_winograd_tiles *tiles, const float *maps,
                               size_t channels, size_t first, size_t count, float *v,
                               const custos_winograd_layout *layout) {
  static const float zeros[8];
  for (size_t tile = 0; tile < count; ++tile, v += layout->tile) {
    const custos_winograd_place place = custos_winograd_locate(tiles, first + tile);
    const float *map = maps + place.image * tiles->height * tiles->width * channels;
    // Pixels outside the map are read from zeros that all channels share.
    const float *pixels[custos_positions];
    size_t steps[custos_positions];
    for (size_t i = 0; i < 6; ++i)
      for (size_t j = 0; j < 6; ++j) {
        const size_t y = place.row + i - tiles->padding_top;
        const size_t x = place.column + j - tiles->padding_left;
        const int inside = y < tiles->height && x < tiles->width;
        pixels[6 * i + j] = inside ? map + (y * tiles->width + x) * channels : zeros;
        steps[6 * i + j] = inside ? ~(size_t)0 : 0;
      }
    float *target = v;
    size_t left = layout->channels;
    for (size_t c = 0; c < channels; c += 8, target += 8) {
      if (left == 0) {
        target += layout->block - layout->channels;
        left = layout->channels;
      }
      left -= 8;
      custos_f32x8 half[custos_positions], whole[6];
      for (size_t j = 0; j < 6; ++j) {
        custos_f32x8 column[6];
        for (size_t i = 0; i < 6; ++i)
          column[i] = *(const custos_f32x8 *)(pixels[6 * i + j] + (c & steps[6 * i + j]));
        custos_winograd_in(column, 1, half + j, 6);
      }
      for (size_t i = 0; i < 6; ++i) {
        custos_winograd_in(half + 6 * i, 1, whole, 1);
        for (size_t j = 0; j < 6; ++j)
          custos_f32x8_store(target + (6 * i + j) * layout->position, whole + j);
      }
    }
  }
}
