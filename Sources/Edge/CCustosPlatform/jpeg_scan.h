#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <jpeglib.h>

// Whether the data of a baseline picture's only scan are whole: walks through the Huffman codes up to
// the last block and asks for
//   - no coefficient behind the last place of a block, and no mean of a block beyond white and black;
//   - bits up to the byte's end that are all ones (T.81, F.1.2.3) or all zeros;
//   - behind them zeros at most, then the mark that belongs there, or the end of the file.
// After overwritten data the codes are read out of step, which libjpeg notices only when it runs out
// of data. info is behind jpeg_start_decompress; data is where the scan begins.
bool custos_jpeg_scan_is_whole(const struct jpeg_decompress_struct *info, const uint8_t *data,
                               const uint8_t *end);
