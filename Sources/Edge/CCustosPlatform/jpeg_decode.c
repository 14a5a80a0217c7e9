#include <stdlib.h>
#include <string.h>

#include "jpeg_watch.h"

// Puts what the header says into coded; returns whether the pixels can be decoded.
static int accept_header(struct jpeg_decompress_struct *info, size_t maximum_pixels,
                         custos_coded *coded) {
  coded->width = info->image_width;
  coded->height = info->image_height;
  if (info->image_width == 0 || info->image_height == 0) {
    coded->status = CUSTOS_CODEC_DAMAGED;
    snprintf(coded->text, sizeof coded->text, "the image has no pixels");
    return 0;
  }
  if (coded->height > maximum_pixels / coded->width) {
    coded->status = CUSTOS_CODEC_TOO_LARGE;
    return 0;
  }
  if (info->jpeg_color_space == JCS_CMYK || info->jpeg_color_space == JCS_YCCK) {
    coded->status = CUSTOS_CODEC_UNSUPPORTED;
    snprintf(coded->text, sizeof coded->text, "CMYK colours");
    return 0;
  }
  return 1;
}

static void read_rows(struct jpeg_decompress_struct *info, uint8_t *pixels) {
  while (info->output_scanline < info->output_height) {
    JSAMPROW row = pixels + (size_t)info->output_scanline * info->output_width * 3;
    jpeg_read_scanlines(info, &row, 1);
  }
}

static void decode(struct jpeg_decompress_struct *info, struct jpeg_watch *watch,
                   const custos_decoding *limits, uint8_t *pixels, custos_coded *coded) {
  jpeg_read_header(info, TRUE);
  if (!accept_header(info, limits->pixels, coded) || pixels == NULL) return;
  info->out_color_space = JCS_RGB;
  // The same integer transform on every CPU, so that a page gives the same pixels everywhere.
  info->dct_method = JDCT_ISLOW;
  custos_jpeg_watch_data(watch, info);
  jpeg_start_decompress(info);
  read_rows(info, pixels);
  // The library gives back what it knows of the picture when it finishes.
  custos_jpeg_require_all(watch, info);
  jpeg_finish_decompress(info);
}

// Some cameras write the start mark twice, which the library refuses.
static size_t surplus_start(const uint8_t *data, size_t count) {
  static const uint8_t marks[] = {0xFF, 0xD8, 0xFF, 0xD8};
  size_t skipped = 0;
  while (count - skipped >= sizeof marks && memcmp(data + skipped, marks, sizeof marks) == 0)
    skipped += 2;
  return skipped;
}

void custos_decode_jpeg(const void *file, size_t count, const custos_decoding *limits,
                        uint8_t *pixels, custos_coded *coded) {
  memset(coded, 0, sizeof *coded);
  struct jpeg_decompress_struct info;
  struct jpeg_watch watch;
  memset(&info, 0, sizeof info);
  memset(&watch, 0, sizeof watch);
  watch.is_stoppable = limits->is_stoppable;
  info.err = custos_jpeg_judge(&watch, coded->text);
  if (setjmp(watch.failure.escape) == 0) {
    jpeg_create_decompress(&info);
    // A picture in several scans is kept as coefficients until the last one.
    info.mem->max_memory_to_use = (long)limits->memory;
    const size_t skipped = surplus_start(file, count);
    jpeg_mem_src(&info, (const uint8_t *)file + skipped, (unsigned long)(count - skipped));
    decode(&info, &watch, limits, pixels, coded);
  } else {
    coded->status = custos_jpeg_status(&watch.failure, watch.reason);
  }
  jpeg_destroy_decompress(&info);
}
