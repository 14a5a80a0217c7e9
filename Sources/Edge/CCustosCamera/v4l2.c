#define _GNU_SOURCE
#include "custos_v4l2.h"

#include <errno.h>
#include <linux/videodev2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WANTED_BUFFERS = 4, MAXIMUM_BUFFERS = 32 };

struct custos_v4l2 {
  const custos_device_calls *calls;
  int descriptor;
  bool streaming;
  uint32_t buffer_count;
  struct {
    void *address;
    size_t length;
  } buffers[MAXIMUM_BUFFERS];
  // The buffer whose picture is taken, -1 for none.
  int taken;
  // Bytes that a whole picture has; 0 for MJPEG.
  size_t picture_size;
};

// In the order of preference: USB 2 has room for few raw pictures a second.
static const struct {
  custos_v4l2_layout layout;
  uint32_t code;
} layouts[] = {
    {CUSTOS_V4L2_MJPEG, V4L2_PIX_FMT_MJPEG},
    {CUSTOS_V4L2_YUYV, V4L2_PIX_FMT_YUYV},
    {CUSTOS_V4L2_NV12, V4L2_PIX_FMT_NV12},
    {CUSTOS_V4L2_GREY, V4L2_PIX_FMT_GREY},
};

static int control(custos_v4l2 *device, unsigned long request, void *argument) {
  return device->calls->control(device->calls->context, device->descriptor, request, argument);
}

static bool captures(const struct v4l2_capability *capability) {
  const uint32_t bits = capability->capabilities & V4L2_CAP_DEVICE_CAPS ? capability->device_caps
                                                                        : capability->capabilities;
  return (bits & V4L2_CAP_VIDEO_CAPTURE) != 0 && (bits & V4L2_CAP_STREAMING) != 0;
}

int custos_v4l2_identify(const custos_device_calls *calls, const char *path,
                         custos_v4l2_identity *identity) {
  custos_v4l2 device = {.calls = calls};
  int error_number = calls->open(calls->context, path, &device.descriptor);
  if (error_number != 0) return error_number;
  struct v4l2_capability capability = {0};
  error_number = control(&device, VIDIOC_QUERYCAP, &capability);
  calls->close(calls->context, device.descriptor);
  if (error_number != 0) return error_number;
  snprintf(identity->driver, sizeof identity->driver, "%.16s", (const char *)capability.driver);
  snprintf(identity->card, sizeof identity->card, "%.32s", (const char *)capability.card);
  snprintf(identity->bus, sizeof identity->bus, "%.32s", (const char *)capability.bus_info);
  identity->captures = captures(&capability);
  return 0;
}

// Bytes of a whole picture, or 0 when the sizes make no sense.
static size_t raw_size(const custos_v4l2_format *format) {
  // A sample of chroma serves two columns; the last one is there when the width is odd, too.
  const uint64_t columns = ((uint64_t)format->width + 1) / 2 * 2;
  const uint64_t row = columns * (format->layout == CUSTOS_V4L2_YUYV ? 2 : 1);
  if (format->stride < row || format->stride > 1u << 18) return 0;
  // NV12 has half as many rows of chroma below the luma.
  const uint64_t rows =
      format->height + (format->layout == CUSTOS_V4L2_NV12 ? (format->height + 1) / 2 : 0);
  return (size_t)(format->stride * rows);
}

static int choose_format(custos_v4l2 *device, uint32_t width, uint32_t height,
                         custos_v4l2_format *format) {
  bool offered[4] = {false};
  // A driver that never ends its list must not hold us.
  for (uint32_t index = 0; index < 64; index++) {
    struct v4l2_fmtdesc description = {.index = index, .type = V4L2_BUF_TYPE_VIDEO_CAPTURE};
    const int error_number = control(device, VIDIOC_ENUM_FMT, &description);
    if (error_number == EINVAL) break;
    if (error_number != 0) return error_number;
    for (size_t i = 0; i < 4; i++)
      if (description.pixelformat == layouts[i].code) offered[i] = true;
  }
  for (size_t i = 0; i < 4; i++) {
    if (!offered[i]) continue;
    struct v4l2_format wanted = {.type = V4L2_BUF_TYPE_VIDEO_CAPTURE};
    wanted.fmt.pix.width = width;
    wanted.fmt.pix.height = height;
    wanted.fmt.pix.pixelformat = layouts[i].code;
    wanted.fmt.pix.field = V4L2_FIELD_NONE;
    const int error_number = control(device, VIDIOC_S_FMT, &wanted);
    if (error_number != 0) return error_number;
    // The driver may give another layout than it was asked for.
    if (wanted.fmt.pix.pixelformat != layouts[i].code) continue;
    const bool is_jpeg = layouts[i].layout == CUSTOS_V4L2_MJPEG;
    *format = (custos_v4l2_format){
        .layout = layouts[i].layout,
        .width = wanted.fmt.pix.width,
        .height = wanted.fmt.pix.height,
        .stride = is_jpeg ? 0 : wanted.fmt.pix.bytesperline,
        .full_range = wanted.fmt.pix.quantization == V4L2_QUANTIZATION_FULL_RANGE ||
                      wanted.fmt.pix.colorspace == V4L2_COLORSPACE_JPEG,
    };
    if (format->width == 0 || format->height == 0 || format->width > 1u << 15 ||
        format->height > 1u << 15)
      return EINVAL;
    device->picture_size = is_jpeg ? 0 : raw_size(format);
    if (!is_jpeg && device->picture_size == 0) return EINVAL;
    return 0;
  }
  return EINVAL;
}

static int queue(custos_v4l2 *device, uint32_t index) {
  struct v4l2_buffer buffer = {
      .index = index, .type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = V4L2_MEMORY_MMAP};
  return control(device, VIDIOC_QBUF, &buffer);
}

static int make_buffers(custos_v4l2 *device) {
  struct v4l2_requestbuffers request = {.count = WANTED_BUFFERS,
                                        .type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
                                        .memory = V4L2_MEMORY_MMAP};
  int error_number = control(device, VIDIOC_REQBUFS, &request);
  if (error_number != 0) return error_number;
  if (request.count < 2) return ENOMEM;
  const uint32_t count = request.count < MAXIMUM_BUFFERS ? request.count : MAXIMUM_BUFFERS;
  for (uint32_t i = 0; i < count; i++) {
    struct v4l2_buffer buffer = {
        .index = i, .type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = V4L2_MEMORY_MMAP};
    error_number = control(device, VIDIOC_QUERYBUF, &buffer);
    if (error_number == 0 && buffer.length == 0) error_number = EINVAL;
    if (error_number == 0)
      error_number = device->calls->map(device->calls->context, device->descriptor, buffer.length,
                                        buffer.m.offset, &device->buffers[i].address);
    if (error_number != 0) return error_number;
    device->buffers[i].length = buffer.length;
    device->buffer_count = i + 1;
    error_number = queue(device, i);
    if (error_number != 0) return error_number;
  }
  return 0;
}

static int start(custos_v4l2 *device) {
  int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
  const int error_number = control(device, VIDIOC_STREAMON, &type);
  device->streaming = error_number == 0;
  return error_number;
}

int custos_v4l2_open(const custos_device_calls *calls, const char *path, uint32_t width,
                     uint32_t height, custos_v4l2 **opened, custos_v4l2_format *format,
                     const char **step) {
  *opened = NULL;
  *step = "memory";
  custos_v4l2 *device = calloc(1, sizeof *device);
  if (device == NULL) return ENOMEM;
  device->calls = calls;
  device->taken = -1;
  *step = "open";
  int error_number = calls->open(calls->context, path, &device->descriptor);
  if (error_number != 0) {
    free(device);
    return error_number;
  }
  *step = "capabilities";
  struct v4l2_capability capability = {0};
  error_number = control(device, VIDIOC_QUERYCAP, &capability);
  if (error_number == 0 && !captures(&capability)) error_number = ENOTTY;
  if (error_number == 0) {
    *step = "format";
    error_number = choose_format(device, width, height, format);
  }
  if (error_number == 0) {
    *step = "buffers";
    error_number = make_buffers(device);
  }
  if (error_number == 0) {
    *step = "start";
    error_number = start(device);
  }
  if (error_number != 0) {
    custos_v4l2_close(device);
    return error_number;
  }
  *opened = device;
  return 0;
}

// Whether a buffer that the device has given holds a whole picture.
static bool is_whole(const custos_v4l2 *device, const struct v4l2_buffer *buffer) {
  return (buffer->flags & V4L2_BUF_FLAG_ERROR) == 0 && buffer->bytesused > 0 &&
         buffer->bytesused <= device->buffers[buffer->index].length &&
         buffer->bytesused >= device->picture_size;
}

int custos_v4l2_take(custos_v4l2 *device, int timeout_milliseconds, const uint8_t **data,
                     size_t *count, size_t *dropped) {
  *dropped = 0;
  int error_number =
      device->calls->wait(device->calls->context, device->descriptor, timeout_milliseconds);
  if (error_number != 0) return error_number;
  // No more rounds than there are buffers: a device that is faster than this loop would hold us.
  for (uint32_t round = 0; round < device->buffer_count; round++) {
    struct v4l2_buffer buffer = {.type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = V4L2_MEMORY_MMAP};
    error_number = control(device, VIDIOC_DQBUF, &buffer);
    if (error_number == EAGAIN) break;
    if (error_number != 0) return error_number;
    if (buffer.index >= device->buffer_count) return EIO;
    const bool keeps = is_whole(device, &buffer);
    const int passed_over = keeps ? device->taken : (int)buffer.index;
    if (keeps) {
      device->taken = (int)buffer.index;
      *data = device->buffers[buffer.index].address;
      *count = buffer.bytesused;
    }
    if (passed_over >= 0) {
      *dropped += 1;
      error_number = queue(device, (uint32_t)passed_over);
      if (error_number != 0) return error_number;
    }
  }
  return device->taken >= 0 ? 0 : ETIMEDOUT;
}

int custos_v4l2_give_back(custos_v4l2 *device) {
  if (device->taken < 0) return 0;
  const int index = device->taken;
  device->taken = -1;
  return queue(device, (uint32_t)index);
}

void custos_v4l2_close(custos_v4l2 *device) {
  if (device == NULL) return;
  int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
  if (device->streaming) control(device, VIDIOC_STREAMOFF, &type);
  for (uint32_t i = 0; i < device->buffer_count; i++)
    device->calls->unmap(device->calls->context, device->buffers[i].address,
                         device->buffers[i].length);
  device->calls->close(device->calls->context, device->descriptor);
  free(device);
}
