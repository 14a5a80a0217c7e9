#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// JPEG and PNG files in memory to RGB bytes [height, width, 3] and back.

typedef enum {
  CUSTOS_CODEC_DONE = 0,
  // The data is damaged, cut short or not of the format; the text says what the library found.
  CUSTOS_CODEC_DAMAGED = 1,
  // A well-formed file of a kind that is not supported, such as CMYK.
  CUSTOS_CODEC_UNSUPPORTED = 2,
  // More pixels than allowed; width and height are filled in.
  CUSTOS_CODEC_TOO_LARGE = 3,
  CUSTOS_CODEC_NO_MEMORY = 4,
  // A signal asked the process to stop.
  CUSTOS_CODEC_STOPPED = 5,
} custos_codec_status;

enum { CUSTOS_CODEC_TEXT_SIZE = 256 };

// The outcome of a decoding or encoding. data is an encoded file from malloc, NULL unless the status
// is DONE; the caller gives it back with custos_coded_free.
typedef struct {
  custos_codec_status status;
  size_t width;
  size_t height;
  uint8_t *data;
  size_t count;
  char text[CUSTOS_CODEC_TEXT_SIZE];
} custos_coded;

void custos_coded_free(custos_coded *coded);

// What a decoding may take.
typedef struct {
  size_t pixels;
  // Bytes beside the pixels.
  size_t memory;
  // Whether it ends when a signal asks the process to stop (custos_signals.h).
  bool is_stoppable;
} custos_decoding;

// Decoding writes to pixels, which the caller provides: [height, width, 3] of the size that a call
// with pixels NULL has put into coded before. That call reads the header alone. After a failure the
// pixels mean nothing. Pixels are as they are stored: a mark of rotation is the caller's.

// Decodes a JPEG file, gray or colour, whose data are all there; jpeg_watch.h has the rule.
void custos_decode_jpeg(const void *file, size_t count, const custos_decoding *limits,
                        uint8_t *pixels, custos_coded *coded);

// Decodes a PNG file of any colour type and depth. Samples are taken as they are stored, whatever
// gAMA, sRGB or iCCP chunks say; 16 bits v become 8 as round(v / 257), alpha is composed on white.
void custos_decode_png(const void *data, size_t count, const custos_decoding *limits,
                       uint8_t *pixels, custos_coded *coded);

// Encodes RGB bytes as JPEG, quality 1...100, without chroma subsampling.
void custos_encode_jpeg(const uint8_t *pixels, size_t width, size_t height, int quality,
                        custos_coded *coded);

// Encodes RGB bytes as PNG, 8 bits, lossless.
void custos_encode_png(const uint8_t *pixels, size_t width, size_t height, custos_coded *coded);
