#include <stdlib.h>
#include <string.h>

#include "jpeg_failure.h"

// What jpeg_mem_dest writes to; apart from coded because the setjmp frame must not cache it.
struct destination {
  unsigned char *data;
  unsigned long count;
};

void custos_encode_jpeg(const uint8_t *pixels, size_t width, size_t height, int quality,
                        custos_coded *coded) {
  memset(coded, 0, sizeof *coded);
  coded->width = width;
  coded->height = height;
  struct jpeg_compress_struct info;
  struct jpeg_failure failure;
  struct destination *destination = calloc(1, sizeof *destination);
  if (destination == NULL) {
    coded->status = CUSTOS_CODEC_NO_MEMORY;
    return;
  }
  memset(&info, 0, sizeof info);
  info.err = custos_jpeg_install(&failure, coded->text);
  if (setjmp(failure.escape) != 0) {
    jpeg_destroy_compress(&info);
    free(destination->data);
    free(destination);
    coded->status = CUSTOS_CODEC_UNSUPPORTED;
    return;
  }
  jpeg_create_compress(&info);
  jpeg_mem_dest(&info, &destination->data, &destination->count);
  info.image_width = (JDIMENSION)width;
  info.image_height = (JDIMENSION)height;
  info.input_components = 3;
  info.in_color_space = JCS_RGB;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, quality, TRUE);
  info.dct_method = JDCT_ISLOW;
  // Thin staff lines suffer from halved chroma; full resolution costs little.
  info.comp_info[0].h_samp_factor = 1;
  info.comp_info[0].v_samp_factor = 1;
  jpeg_start_compress(&info, TRUE);
  while (info.next_scanline < info.image_height) {
    JSAMPROW row = (JSAMPROW)(pixels + (size_t)info.next_scanline * width * 3);
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  jpeg_destroy_compress(&info);
  coded->data = destination->data;
  coded->count = destination->count;
  free(destination);
}
