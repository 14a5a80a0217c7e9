#include "winograd.h"

CUSTOS_FMA_CLONES
void custos_f32_winograd_output_gradient(const custos_winograd_tiles *tiles, const float *maps,
                                         size_t channels, size_t first, size_t count, float *m,
                                         const custos_winograd_layout *layout) {
  for (size_t tile = 0; tile < count; ++tile, m += layout->tile) {
    const custos_winograd_place place = custos_winograd_locate(tiles, first + tile);
    const size_t width = tiles->output_width;
    const float *source = maps + place.output * channels;
    float *target = m;
    size_t left = layout->channels;
    for (size_t c = 0; c < channels; c += 8, target += 8) {
      if (left == 0) {
        target += layout->block - layout->channels;
        left = layout->channels;
      }
      left -= 8;
      custos_f32x8 half[24], whole[6];
      for (size_t j = 0; j < 4; ++j) {
        custos_f32x8 column[4];
        for (size_t i = 0; i < 4; ++i)
          column[i] = i < place.rows && j < place.columns
                          ? *(const custos_f32x8 *)(source + (i * width + j) * channels + c)
                          : (custos_f32x8){0};
        custos_winograd_out_gradient(column, 1, half + j, 4);
      }
      for (size_t i = 0; i < 6; ++i) {
        custos_winograd_out_gradient(half + 4 * i, 1, whole, 1);
        for (size_t j = 0; j < 6; ++j)
          custos_f32x8_store(target + (6 * i + j) * layout->position, whole + j);
      }
    }
  }
}
