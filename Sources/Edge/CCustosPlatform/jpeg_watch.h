#pragma once
#include <stdbool.h>

#include "jpeg_failure.h"

// Watches a decoding: which of the library's warnings are harmless, whether all data have come, and
// when to give up. The rule is told in firmware-notes/pictures.md.
struct jpeg_watch {
  // First, so that the library's pointer to its error handler leads here.
  struct jpeg_failure failure;
  struct jpeg_progress_mgr progress;
  // From the first scan's data to the file's end.
  const uint8_t *data, *end;
  // Whether the data are those of one baseline scan, which jpeg_scan.h checks.
  bool is_walked;
  // Whether a signal that asks the process to stop ends the decoding.
  bool is_stoppable;
  // What ended the decoding; CUSTOS_CODEC_DAMAGED where the watch did not.
  custos_codec_status reason;
  // The library has met the end of the file and gone on as if an end mark stood there.
  bool lacks_end_mark;
  // The components whose data have begun, a bit each.
  unsigned seen;
};

// The error handler for a decompressor; text receives the library's messages.
struct jpeg_error_mgr *custos_jpeg_judge(struct jpeg_watch *watch, char *text);

// Behind the header: watches the data from where the source stands.
void custos_jpeg_watch_data(struct jpeg_watch *watch, struct jpeg_decompress_struct *info);

// Behind the last row: ends the decoding as damaged unless the data of all components were there.
void custos_jpeg_require_all(struct jpeg_watch *watch, struct jpeg_decompress_struct *info);
