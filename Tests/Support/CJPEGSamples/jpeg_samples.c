#include "jpeg_samples.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

static const jpeg_scan_info split[] = {
    {1, {0}, 0, 63, 0, 0},
    {1, {1}, 0, 63, 0, 0},
    {1, {2}, 0, 63, 0, 0},
};

uint8_t *jpeg_sample_encode(const uint8_t *pixels, unsigned width, unsigned height, jpeg_sample sample,
                            size_t *count) {
  struct jpeg_compress_struct info;
  struct jpeg_error_mgr errors;
  memset(&info, 0, sizeof info);
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  unsigned char *data = NULL;
  unsigned long size = 0;
  jpeg_mem_dest(&info, &data, &size);
  info.image_width = width;
  info.image_height = height;
  info.input_components = 3;
  info.in_color_space = JCS_RGB;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, 85, TRUE);
  info.comp_info[0].h_samp_factor = info.comp_info[0].v_samp_factor = sample.subsampling;
  info.restart_interval = sample.restart_interval;
  if (sample.is_progressive) jpeg_simple_progression(&info);
  if (sample.is_split) {
    info.scan_info = split;
    info.num_scans = 3;
  }
  jpeg_start_compress(&info, TRUE);
  while (info.next_scanline < height) {
    JSAMPROW row = (JSAMPROW)(uintptr_t)(pixels + (size_t)info.next_scanline * width * 3);
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  jpeg_destroy_compress(&info);
  *count = size;
  return data;
}
