#include <stdlib.h>
#include <string.h>

#include "jpeg_failure.h"

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

void custos_decode_jpeg(const void *data, size_t count, size_t maximum_pixels, uint8_t *pixels,
                        custos_coded *coded) {
  memset(coded, 0, sizeof *coded);
  struct jpeg_decompress_struct info;
  struct jpeg_failure failure;
  memset(&info, 0, sizeof info);
  info.err = custos_jpeg_install(&failure, coded->text);
  if (setjmp(failure.escape) != 0) {
    jpeg_destroy_decompress(&info);
    custos_coded_free(coded);
    coded->status = custos_jpeg_status(&failure, CUSTOS_CODEC_DAMAGED);
    return;
  }
  jpeg_create_decompress(&info);
  // Progressive files of hostile sizes may not make the library allocate without bound.
  info.mem->max_memory_to_use = 2048L * 1024 * 1024;
  jpeg_mem_src(&info, (unsigned char *)data, (unsigned long)count);
  jpeg_read_header(&info, TRUE);
  if (accept_header(&info, maximum_pixels, coded) && pixels != NULL) {
    info.out_color_space = JCS_RGB;
    // The same integer transform on every CPU, so that a page gives the same pixels everywhere.
    info.dct_method = JDCT_ISLOW;
    jpeg_start_decompress(&info);
    read_rows(&info, pixels);
    jpeg_finish_decompress(&info);
  }
  jpeg_destroy_decompress(&info);
}
