#include "winograd.h"

CUSTOS_FMA_CLONES
void custos_f32_winograd_output(const custos_winograd_tiles *tiles, const float *m,
                                size_t tile_stride, size_t position_stride, const float *bias,
                                size_t channels, size_t first, size_t count, int accumulate,
                                float *maps) {
  for (size_t tile = 0; tile < count; ++tile, m += tile_stride) {
    const custos_winograd_place place = custos_winograd_locate(tiles, first + tile);
    const size_t width = tiles->output_width;
    float *target = maps + place.output * channels;
    for (size_t c = 0; c < channels; c += 8) {
      custos_f32x8 half[24], whole[4];
      for (size_t j = 0; j < 6; ++j) {
        custos_f32x8 column[6];
        for (size_t i = 0; i < 6; ++i)
          column[i] = *(const custos_f32x8 *)(m + (6 * i + j) * position_stride + c);
        custos_winograd_out(column, 1, half + j, 6);
      }
      const custos_f32x8 start = bias != NULL ? *(const custos_f32x8 *)(bias + c) : (custos_f32x8){0};
      for (size_t i = 0; i < place.rows; ++i) {
        custos_winograd_out(half + 6 * i, 1, whole, 1);
        for (size_t j = 0; j < place.columns; ++j) {
          float *pixel = target + (i * width + j) * channels + c;
          whole[j] += start;
          if (accumulate) whole[j] += *(const custos_f32x8 *)pixel;
          custos_f32x8_store(pixel, whole + j);
        }
      }
    }
  }
}
