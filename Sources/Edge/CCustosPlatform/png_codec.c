#include <setjmp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <png.h>

#include "custos_codec.h"

void custos_coded_free(custos_coded *coded) {
  free(coded->data);
  coded->data = NULL;
  coded->count = 0;
}

// What went wrong. libpng and its zlib tell short memory by their messages alone ("Out of memory",
// "insufficient memory").
static custos_codec_status status_of(const char *message, custos_codec_status otherwise) {
  return strstr(message, " memory") != NULL ? CUSTOS_CODEC_NO_MEMORY : otherwise;
}

static void fail(png_image *image, custos_coded *coded, custos_codec_status status) {
  snprintf(coded->text, sizeof coded->text, "%s", image->message);
  png_image_free(image);
  custos_coded_free(coded);
  coded->status = status_of(coded->text, status);
}

// A file in memory; what libpng has read is cut off.
struct source {
  const uint8_t *data;
  size_t count;
};

static void read_source(png_structp png, png_bytep bytes, size_t count) {
  struct source *source = png_get_io_ptr(png);
  if (count > source->count) png_error(png, "the file ends early");
  memcpy(bytes, source->data, count);
  source->data += count;
  source->count -= count;
}

static void stop(png_structp png, png_const_charp message) {
  custos_coded *coded = png_get_error_ptr(png);
  snprintf(coded->text, sizeof coded->text, "%s", message);
  png_longjmp(png, 1);
}

static void ignore_warning(png_structp png, png_const_charp message) {
  (void)png;
  (void)message;
}

// Puts what the header says into coded; returns whether the pixels can be decoded.
static bool accept_header(png_structp png, png_infop info, size_t maximum_pixels,
                          custos_coded *coded) {
  // Gamma, colour spaces and texts are not even looked at: the samples are taken as they are.
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
  png_read_info(png, info);
  coded->width = png_get_image_width(png, info);
  coded->height = png_get_image_height(png, info);
  if (coded->height <= maximum_pixels / coded->width) return true;
  coded->status = CUSTOS_CODEC_TOO_LARGE;
  return false;
}

static void read_rows(png_structp png, png_infop info, size_t width, size_t height,
                      uint8_t *pixels) {
  png_set_expand(png);
  png_set_scale_16(png);
  png_set_gray_to_rgb(png);
  if ((png_get_color_type(png, info) & PNG_COLOR_MASK_ALPHA) != 0 ||
      png_get_valid(png, info, PNG_INFO_tRNS) != 0) {
    const png_color_16 white = {0, 255, 255, 255, 255};
    png_set_background(png, &white, PNG_BACKGROUND_GAMMA_SCREEN, 0, 1);
  }
  const int pass_count = png_set_interlace_handling(png);
  png_read_update_info(png, info);
  if (png_get_rowbytes(png, info) != width * 3) png_error(png, "rows of an unexpected size");
  for (int pass = 0; pass < pass_count; ++pass) {
    for (size_t row = 0; row < height; ++row) png_read_row(png, pixels + row * width * 3, NULL);
  }
  // A file that is cut off behind its pixels is damaged too.
  png_read_end(png, NULL);
}

void custos_decode_png(const void *data, size_t count, const custos_decoding *limits,
                       uint8_t *pixels, custos_coded *coded) {
  memset(coded, 0, sizeof *coded);
  struct source source = {data, count};
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, coded, stop, ignore_warning);
  png_infop info = png != NULL ? png_create_info_struct(png) : NULL;
  if (info == NULL) {
    png_destroy_read_struct(&png, NULL, NULL);
    coded->status = CUSTOS_CODEC_NO_MEMORY;
    return;
  }
  if (setjmp(png_jmpbuf(png)) != 0) {
    png_destroy_read_struct(&png, &info, NULL);
    coded->status = status_of(coded->text, CUSTOS_CODEC_DAMAGED);
    return;
  }
  png_set_read_fn(png, &source, read_source);
  if (accept_header(png, info, limits->pixels, coded) && pixels != NULL)
    read_rows(png, info, coded->width, coded->height, pixels);
  png_destroy_read_struct(&png, &info, NULL);
}

void custos_encode_png(const uint8_t *pixels, size_t width, size_t height, custos_coded *coded) {
  memset(coded, 0, sizeof *coded);
  coded->width = width;
  coded->height = height;
  png_image image;
  memset(&image, 0, sizeof image);
  image.version = PNG_IMAGE_VERSION;
  image.width = (png_uint_32)width;
  image.height = (png_uint_32)height;
  image.format = PNG_FORMAT_RGB;
  // Compression level 3 without row filters: a patch takes a quarter of the time of the default.
  image.flags = PNG_IMAGE_FLAG_FAST;
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
  coded->data = malloc(size);
  if (coded->data == NULL) {
    coded->status = CUSTOS_CODEC_NO_MEMORY;
    return;
  }
  if (!png_image_write_to_memory(&image, coded->data, &size, 0, pixels, 0, NULL)) {
    fail(&image, coded, CUSTOS_CODEC_UNSUPPORTED);
    return;
  }
  coded->count = size;
}
