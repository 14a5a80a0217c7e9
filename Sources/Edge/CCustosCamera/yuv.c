#include "custos_yuv.h"

// ITU-R BT.601 (Kr 0.299, Kb 0.114), times 2^16.
typedef struct {
  int32_t offset, y, v_red, u_green, v_green, u_blue;
} coefficients;

static const coefficients full = {0, 65536, 91881, 22554, 46802, 116130};
static const coefficients limited = {16, 76309, 104597, 25675, 53279, 132201};

static inline uint8_t clamp(int32_t value) {
  const int32_t rounded = (value + 32768) >> 16;
  return (uint8_t)(rounded < 0 ? 0 : rounded > 255 ? 255 : rounded);
}

// The steps are constants where this is called, so that the compiler can vectorise.
static inline __attribute__((always_inline)) void convert_row(
    const coefficients *c, const uint8_t *y, const uint8_t *u, const uint8_t *v, size_t width,
    size_t y_step, size_t uv_step, uint8_t *rgb) {
  for (size_t x = 0; x < width; x++) {
    const int32_t luma = c->y * (y[x * y_step] - c->offset);
    const int32_t cb = u[x / 2 * uv_step] - 128;
    const int32_t cr = v[x / 2 * uv_step] - 128;
    rgb[3 * x] = clamp(luma + c->v_red * cr);
    rgb[3 * x + 1] = clamp(luma - c->u_green * cb - c->v_green * cr);
    rgb[3 * x + 2] = clamp(luma + c->u_blue * cb);
  }
}

static void convert_gray_row(const coefficients *c, const uint8_t *y, size_t width, uint8_t *rgb) {
  for (size_t x = 0; x < width; x++)
    rgb[3 * x] = rgb[3 * x + 1] = rgb[3 * x + 2] = clamp(c->y * (y[x] - c->offset));
}

void custos_yuv_to_rgb(const custos_yuv *picture, uint8_t *rgb) {
  const coefficients *c = picture->full_range ? &full : &limited;
  const size_t width = picture->width;
  for (size_t row = 0; row < picture->height; row++, rgb += 3 * width) {
    const uint8_t *y = picture->y + row * picture->y_stride;
    if (picture->u == NULL) {
      convert_gray_row(c, y, width, rgb);
      continue;
    }
    const size_t chroma = row / picture->uv_rows * picture->uv_stride;
    const uint8_t *u = picture->u + chroma, *v = picture->v + chroma;
    if (picture->uv_step == 1) convert_row(c, y, u, v, width, 1, 1, rgb);
    else if (picture->uv_step == 2) convert_row(c, y, u, v, width, 1, 2, rgb);
    else convert_row(c, y, u, v, width, 2, 4, rgb);
  }
}
