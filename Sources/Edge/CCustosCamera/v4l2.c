#define _GNU_SOURCE
#include "custos_v4l2.h"

#include <errno.h>
#include <linux/videodev2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAXIMUM_BUFFERS = 32, LAYOUTS = 6, SMALLEST_SIDE = 100 };

struct custos_v4l2 {
  const custos_device_calls *calls;
  int descriptor;
  // Whether the device speaks of several planes; pictures in one are read.
  bool multi;
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

// In the order of preference: USB 2 has room for few raw pictures a second. Loopback and scanner
// drivers call their MJPEG JPEG, some webcams PJPG.
static const struct {
  custos_v4l2_layout layout;
  uint32_t code;
} layouts[LAYOUTS] = {
    {CUSTOS_V4L2_MJPEG, V4L2_PIX_FMT_MJPEG}, {CUSTOS_V4L2_MJPEG, V4L2_PIX_FMT_JPEG},
    {CUSTOS_V4L2_MJPEG, v4l2_fourcc('P', 'J', 'P', 'G')},
    {CUSTOS_V4L2_YUYV, V4L2_PIX_FMT_YUYV},   {CUSTOS_V4L2_NV12, V4L2_PIX_FMT_NV12},
    {CUSTOS_V4L2_GREY, V4L2_PIX_FMT_GREY},
};

static int control(custos_v4l2 *device, unsigned long request, void *argument) {
  return device->calls->control(device->calls->context, device->descriptor, request, argument);
}

static uint32_t type_of(const custos_v4l2 *device) {
  return device->multi ? V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE : V4L2_BUF_TYPE_VIDEO_CAPTURE;
}

static uint32_t bits_of(const struct v4l2_capability *capability) {
  return capability->capabilities & V4L2_CAP_DEVICE_CAPS ? capability->device_caps
                                                         : capability->capabilities;
}

static bool captures(const struct v4l2_capability *capability) {
  const uint32_t bits = bits_of(capability);
  return (bits & (V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_VIDEO_CAPTURE_MPLANE)) != 0 &&
         (bits & V4L2_CAP_STREAMING) != 0;
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

// Bytes of a row of luma without padding.
static uint32_t row_size(const custos_v4l2_format *format) {
  // A sample of chroma serves two columns; the last one is there when the width is odd, too.
  const uint32_t columns = format->layout == CUSTOS_V4L2_GREY ? format->width : (format->width + 1) / 2 * 2;
  return columns * (format->layout == CUSTOS_V4L2_YUYV ? 2 : 1);
}

// Bytes of a whole picture, or 0 when the sizes make no sense.
static size_t raw_size(const custos_v4l2_format *format) {
  if (format->stride < row_size(format) || format->stride > 1u << 18) return 0;
  // NV12 has half as many rows of chroma below the luma.
  const uint32_t rows =
      format->height + (format->layout == CUSTOS_V4L2_NV12 ? (format->height + 1) / 2 : 0);
  return (size_t)format->stride * rows;
}

// Fills in which layouts the device has; ENOTSUP when it has none that is read.
static int list_layouts(custos_v4l2 *device, bool offered[LAYOUTS]) {
  bool any = false;
  // A driver that never ends its list must not hold us.
  for (uint32_t index = 0; index < 64; index++) {
    struct v4l2_fmtdesc description = {.index = index, .type = type_of(device)};
    const int error_number = control(device, VIDIOC_ENUM_FMT, &description);
    if (error_number == EINVAL) break;
    if (error_number != 0) return error_number;
    for (size_t i = 0; i < LAYOUTS; i++)
      if (description.pixelformat == layouts[i].code) any = offered[i] = true;
  }
  return any ? 0 : ENOTSUP;
}

static int set_format(custos_v4l2 *device, size_t index, uint32_t width, uint32_t height,
                      custos_v4l2_format *format) {
  struct v4l2_format wanted = {.type = type_of(device)};
  struct v4l2_pix_format *one = &wanted.fmt.pix;
  struct v4l2_pix_format_mplane *many = &wanted.fmt.pix_mp;
  if (device->multi)
    *many = (struct v4l2_pix_format_mplane){.width = width,
                                            .height = height,
                                            .pixelformat = layouts[index].code,
                                            .field = V4L2_FIELD_NONE,
                                            .num_planes = 1};
  else
    *one = (struct v4l2_pix_format){.width = width,
                                    .height = height,
                                    .pixelformat = layouts[index].code,
                                    .field = V4L2_FIELD_NONE};
  const int error_number = control(device, VIDIOC_S_FMT, &wanted);
  if (error_number != 0) return error_number;
  if (device->multi && many->num_planes != 1) return EINVAL;
  const bool multi = device->multi;
  // The driver may give another layout than it was asked for.
  if ((multi ? many->pixelformat : one->pixelformat) != layouts[index].code) return EINVAL;
  const uint32_t quantization = multi ? many->quantization : one->quantization;
  const uint32_t colorspace = multi ? many->colorspace : one->colorspace;
  const bool is_jpeg = layouts[index].layout == CUSTOS_V4L2_MJPEG;
  *format = (custos_v4l2_format){
      .layout = layouts[index].layout,
      .width = multi ? many->width : one->width,
      .height = multi ? many->height : one->height,
      .full_range = quantization == V4L2_QUANTIZATION_FULL_RANGE || colorspace == V4L2_COLORSPACE_JPEG,
  };
  if (format->width == 0 || format->height == 0 || format->width > 1u << 15 ||
      format->height > 1u << 15)
    return EINVAL;
  if (is_jpeg) {
    device->picture_size = 0;
    return 0;
  }
  format->stride = multi ? many->plane_fmt[0].bytesperline : one->bytesperline;
  // Not every driver says it: rows are then as long as their pixels.
  if (format->stride == 0) format->stride = row_size(format);
  device->picture_size = raw_size(format);
  return device->picture_size == 0 ? EINVAL : 0;
}

// A buffer as the device speaks of it. A device of several planes fills in planes[0], others the rest.
typedef struct {
  struct v4l2_buffer buffer;
  struct v4l2_plane planes[VIDEO_MAX_PLANES];
} described;

static int control_buffer(custos_v4l2 *device, unsigned long request, uint32_t index,
                          described *result) {
  *result = (described){
      .buffer = {.index = index, .type = type_of(device), .memory = V4L2_MEMORY_MMAP}};
  if (device->multi) {
    result->buffer.m.planes = result->planes;
    result->buffer.length = VIDEO_MAX_PLANES;
  }
  return control(device, request, &result->buffer);
}

// Whether the planes tell of the buffer: a device of one plane may describe it in the buffer itself.
static bool has_planes(const custos_v4l2 *device, const described *buffer) {
  return device->multi && (buffer->planes[0].length > 0 || buffer->planes[0].bytesused > 0);
}

static int queue(custos_v4l2 *device, uint32_t index) {
  described buffer;
  return control_buffer(device, VIDIOC_QBUF, index, &buffer);
}

static int request_buffers(custos_v4l2 *device, uint32_t *count) {
  struct v4l2_requestbuffers request = {
      .count = *count, .type = type_of(device), .memory = V4L2_MEMORY_MMAP};
  const int error_number = control(device, VIDIOC_REQBUFS, &request);
  *count = request.count < MAXIMUM_BUFFERS ? request.count : MAXIMUM_BUFFERS;
  return error_number;
}

static int make_buffers(custos_v4l2 *device, uint32_t count) {
  int error_number = request_buffers(device, &count);
  if (error_number == 0 && count == 0) error_number = ENOMEM;
  for (uint32_t i = 0; i < count && error_number == 0; i++) {
    described buffer;
    error_number = control_buffer(device, VIDIOC_QUERYBUF, i, &buffer);
    const bool planes = has_planes(device, &buffer);
    const size_t length = planes ? buffer.planes[0].length : buffer.buffer.length;
    const uint32_t offset = planes ? buffer.planes[0].m.mem_offset : buffer.buffer.m.offset;
    if (error_number == 0 && length == 0) error_number = EINVAL;
    if (error_number == 0)
      error_number = device->calls->map(device->calls->context, device->descriptor, length, offset,
                                        &device->buffers[i].address);
    if (error_number != 0) break;
    device->buffers[i].length = length;
    device->buffer_count = i + 1;
    error_number = queue(device, i);
  }
  return error_number;
}

static void unmap_buffers(custos_v4l2 *device) {
  for (uint32_t i = 0; i < device->buffer_count; i++)
    device->calls->unmap(device->calls->context, device->buffers[i].address,
                         device->buffers[i].length);
  device->buffer_count = 0;
}

// Gives the buffers back, so that another format can be tried.
static void drop_buffers(custos_v4l2 *device) {
  unmap_buffers(device);
  uint32_t none = 0;
  request_buffers(device, &none);
}

// Starts in one layout and size. On failure also tells how far it came: 0 format, 1 buffers, 2 start.
static int start(custos_v4l2 *device, size_t layout, uint32_t width, uint32_t height,
                 custos_v4l2_format *format, int *progress) {
  *progress = 0;
  int error_number = set_format(device, layout, width, height, format);
  if (error_number != 0) return error_number;
  *progress = 1;
  // Even one buffer will do: a picture is copied before its buffer is given back.
  for (uint32_t count = 4; count > 0; count /= 2) {
    error_number = make_buffers(device, count);
    if (error_number == 0) break;
    drop_buffers(device);
  }
  if (error_number != 0) return error_number;
  *progress = 2;
  int type = (int)type_of(device);
  error_number = control(device, VIDIOC_STREAMON, &type);
  device->streaming = error_number == 0;
  if (error_number != 0) drop_buffers(device);
  return error_number;
}

// Tries the layouts in turn, and then again in half the size, until one starts. The failure that is told
// is the first one of those that came farthest.
static int start_any(custos_v4l2 *device, uint32_t width, uint32_t height,
                     custos_v4l2_format *format, const char **step) {
  static const char *const steps[] = {"format", "buffers", "start"};
  bool offered[LAYOUTS] = {false};
  *step = steps[0];
  int result = list_layouts(device, offered);
  if (result != 0) return result;
  int farthest = -1;
  do {
    for (size_t i = 0; i < LAYOUTS; i++) {
      if (!offered[i]) continue;
      int progress;
      const int error_number = start(device, i, width, height, format, &progress);
      if (error_number == 0) return 0;
      if (progress > farthest) {
        farthest = progress;
        result = error_number;
        *step = steps[progress];
      }
      if (error_number == ENODEV) return error_number;
    }
    width = width / 4 * 2;
    height = height / 4 * 2;
  } while (width >= SMALLEST_SIDE && height >= SMALLEST_SIDE);
  return result;
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
  device->multi = (bits_of(&capability) & V4L2_CAP_VIDEO_CAPTURE) == 0;
  if (error_number == 0) error_number = start_any(device, width, height, format, step);
  if (error_number != 0) {
    custos_v4l2_close(device);
    return error_number;
  }
  *opened = device;
  return 0;
}

// What a buffer holds that the device has given: no bytes unless it is a whole picture.
static size_t picture_of(const custos_v4l2 *device, const described *given, const uint8_t **data) {
  const uint32_t index = given->buffer.index;
  const bool planes = has_planes(device, given);
  const size_t skipped = planes ? given->planes[0].data_offset : 0;
  const size_t used = planes ? given->planes[0].bytesused : given->buffer.bytesused;
  if ((given->buffer.flags & V4L2_BUF_FLAG_ERROR) != 0 || used > device->buffers[index].length ||
      used <= skipped || used - skipped < device->picture_size)
    return 0;
  *data = (const uint8_t *)device->buffers[index].address + skipped;
  return used - skipped;
}

int custos_v4l2_take(custos_v4l2 *device, int timeout_milliseconds, const uint8_t **data,
                     size_t *count, size_t *dropped, size_t *damaged) {
  *dropped = *damaged = 0;
  int error_number =
      device->calls->wait(device->calls->context, device->descriptor, timeout_milliseconds);
  if (error_number != 0) return error_number;
  // No more rounds than there are buffers: a device that is faster than this loop would hold us.
  for (uint32_t round = 0; round < device->buffer_count; round++) {
    described given;
    error_number = control_buffer(device, VIDIOC_DQBUF, 0, &given);
    if (error_number == EAGAIN) break;
    if (error_number != 0) return error_number;
    const uint32_t index = given.buffer.index;
    if (index >= device->buffer_count) return EIO;
    const size_t bytes = picture_of(device, &given, data);
    int unused = (int)index;
    if (bytes > 0) {
      *count = bytes;
      unused = device->taken;
      device->taken = (int)index;
      *dropped += unused >= 0;
    } else {
      *damaged += 1;
    }
    if (unused >= 0) {
      error_number = queue(device, (uint32_t)unused);
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
  int type = (int)type_of(device);
  if (device->streaming) control(device, VIDIOC_STREAMOFF, &type);
  unmap_buffers(device);
  device->calls->close(device->calls->context, device->descriptor);
  free(device);
}
