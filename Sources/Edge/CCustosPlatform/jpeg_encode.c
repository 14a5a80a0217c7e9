#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "jpeg_failure.h"

// What jpeg_mem_dest writes to.
struct destination {
  unsigned char *data;
  unsigned long count;
};

// Returns whether the library got to the end. All that it changes belongs to the caller: the values
// of this function's own variables would not be certain after a jump.
static bool encode(struct jpeg_compress_struct *info, struct jpeg_failure *failure,
                   struct destination *destination, const uint8_t *pixels, size_t width,
                   size_t height, int quality) {
  if (setjmp(failure->escape) != 0) return false;
  jpeg_create_compress(info);
  jpeg_mem_dest(info, &destination->data, &destination->count);
  info->image_width = (JDIMENSION)width;
  info->image_height = (JDIMENSION)height;
  info->input_components = 3;
  info->in_color_space = JCS_RGB;
  jpeg_set_defaults(info);
  jpeg_set_quality(info, quality, TRUE);
  info->dct_method = JDCT_ISLOW;
  // Thin staff lines suffer from halved chroma; full resolution costs little.
  info->comp_info[0].h_samp_factor = 1;
  info->comp_info[0].v_samp_factor = 1;
  jpeg_start_compress(info, TRUE);
  while (info->next_scanline < info->image_height) {
    JSAMPROW row = (JSAMPROW)(pixels + (size_t)info->next_scanline * width * 3);
    jpeg_write_scanlines(info, &row, 1);
  }
  jpeg_finish_compress(info);
  return true;
}

void custos_encode_jpeg(const uint8_t *pixels, size_t width, size_t height, int quality,
                        custos_coded *coded) {
  memset(coded, 0, sizeof *coded);
  coded->width = width;
  coded->height = height;
  struct jpeg_compress_struct info;
  struct jpeg_failure failure;
  struct destination destination = {NULL, 0};
  memset(&info, 0, sizeof info);
  info.err = custos_jpeg_install(&failure, coded->text);
  const bool done = encode(&info, &failure, &destination, pixels, width, height, quality);
  // The library replaces a full buffer and frees it, but tells the new address only at the end.
  if (!done && destination.data != NULL) info.dest->term_destination(&info);
  jpeg_destroy_compress(&info);
  if (done) {
    coded->data = destination.data;
    coded->count = destination.count;
  } else {
    free(destination.data);
    coded->status = custos_jpeg_status(&failure, CUSTOS_CODEC_UNSUPPORTED);
  }
}
