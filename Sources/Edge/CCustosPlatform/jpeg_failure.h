#pragma once
#include <setjmp.h>
#include <stdio.h>

#include <jerror.h>
#include <jpeglib.h>

#include "custos_codec.h"

// libjpeg's way out: an error handler that notes the message and jumps back to the caller.
struct jpeg_failure {
  struct jpeg_error_mgr base;
  jmp_buf escape;
  char *text;
};

static inline void custos_jpeg_stop(j_common_ptr info) {
  struct jpeg_failure *failure = (struct jpeg_failure *)info->err;
  char message[JMSG_LENGTH_MAX];
  failure->base.format_message(info, message);
  snprintf(failure->text, CUSTOS_CODEC_TEXT_SIZE, "%s", message);
  longjmp(failure->escape, 1);
}

static inline void custos_jpeg_ignore_messages(j_common_ptr info, int level) {
  (void)info;
  (void)level;
}

// What went wrong: the library's limits of memory, or otherwise.
static inline custos_codec_status custos_jpeg_status(const struct jpeg_failure *failure,
                                                     custos_codec_status otherwise) {
  const int code = failure->base.msg_code;
  // Without memory for it the library wants a file to swap to, which it does not support.
  return code == JERR_OUT_OF_MEMORY || code == JERR_NO_BACKING_STORE ? CUSTOS_CODEC_NO_MEMORY
                                                                    : otherwise;
}

static inline struct jpeg_error_mgr *custos_jpeg_install(struct jpeg_failure *failure, char *text) {
  jpeg_std_error(&failure->base);
  failure->base.error_exit = custos_jpeg_stop;
  failure->base.emit_message = custos_jpeg_ignore_messages;
  failure->text = text;
  return &failure->base;
}
