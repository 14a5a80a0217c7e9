#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "custos_device.h"

// Video4Linux2 capture with memory-mapped buffers.

// What a device says of itself.
typedef struct {
  char driver[17];
  char card[33];
  char bus[33];
  // Whether it can capture pictures by streaming.
  bool captures;
} custos_v4l2_identity;

int custos_v4l2_identify(const custos_device_calls *calls, const char *path,
                         custos_v4l2_identity *identity);

typedef enum {
  CUSTOS_V4L2_MJPEG = 0,
  CUSTOS_V4L2_YUYV = 1,
  CUSTOS_V4L2_NV12 = 2,
  CUSTOS_V4L2_GREY = 3,
} custos_v4l2_layout;

// The pictures that device and program have agreed on.
typedef struct {
  custos_v4l2_layout layout;
  uint32_t width, height;
  // Bytes from one row of luma to the next; 0 for MJPEG.
  uint32_t stride;
  // Whether luma spans 0...255 rather than 16...235.
  bool full_range;
} custos_v4l2_format;

typedef struct custos_v4l2 custos_v4l2;

// Opens a device and starts it with the size nearest to the wanted one, in the first layout of the
// list above that it has and starts in. Where it starts in none, half the size is tried, and so on. On
// failure returns an errno value and the step that failed, a constant text: memory, open, capabilities,
// format, buffers or start. ENOTSUP at format is a device without a usable layout, ENOSPC at start a
// USB bus without room.
int custos_v4l2_open(const custos_device_calls *calls, const char *path, uint32_t width,
                     uint32_t height, custos_v4l2 **device, custos_v4l2_format *format,
                     const char **step);

// Waits for a picture and takes the newest one; dropped counts older ones that were passed over, damaged
// those that the driver has marked or that are cut short. Returns 0, ETIMEDOUT, or an errno value after
// which the device is only fit to be closed. data is valid until custos_v4l2_give_back, which must
// come before the next call.
int custos_v4l2_take(custos_v4l2 *device, int timeout_milliseconds, const uint8_t **data,
                     size_t *count, size_t *dropped, size_t *damaged);

int custos_v4l2_give_back(custos_v4l2 *device);

void custos_v4l2_close(custos_v4l2 *device);
