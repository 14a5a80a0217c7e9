#include "fake_camera.h"

#include <errno.h>
#include <linux/videodev2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const uint32_t fake_camera_mjpeg = V4L2_PIX_FMT_MJPEG, fake_camera_yuyv = V4L2_PIX_FMT_YUYV,
               fake_camera_nv12 = V4L2_PIX_FMT_NV12, fake_camera_grey = V4L2_PIX_FMT_GREY,
               fake_camera_rgb = V4L2_PIX_FMT_RGB24, fake_camera_jpeg = V4L2_PIX_FMT_JPEG,
               fake_camera_pjpg = v4l2_fourcc('P', 'J', 'P', 'G');
const unsigned long fake_camera_set_format = VIDIOC_S_FMT,
                    fake_camera_request_buffers = VIDIOC_REQBUFS,
                    fake_camera_query_buffer = VIDIOC_QUERYBUF,
                    fake_camera_stream_on = VIDIOC_STREAMON, fake_camera_take = VIDIOC_DQBUF,
                    fake_camera_queue = VIDIOC_QBUF;

enum { DESCRIPTOR = 77 };

typedef struct {
  custos_device_calls calls;
  fake_camera camera;
} whole;

static void note(fake_camera *camera, const char *name) {
  const size_t used = strlen(camera->log);
  snprintf(camera->log + used, sizeof camera->log - used, used > 0 ? " %s" : "%s", name);
}

static void expect(fake_camera *camera, bool holds) { camera->breaches += holds ? 0 : 1; }

static int open_camera(void *context, const char *path, int *descriptor) {
  fake_camera *camera = context;
  (void)path;
  note(camera, "open");
  expect(camera, !camera->is_open);
  if (camera->open_error != 0) return camera->open_error;
  camera->is_open = true;
  *descriptor = DESCRIPTOR;
  return 0;
}

static int set_format(fake_camera *camera, struct v4l2_format *format) {
  note(camera, "format");
  expect(camera, !camera->is_streaming);
  for (size_t i = 0; i < FAKE_CAMERA_BUFFERS; i++) expect(camera, !camera->is_mapped[i]);
  struct v4l2_pix_format *one = &format->fmt.pix;
  struct v4l2_pix_format_mplane *many = &format->fmt.pix_mp;
  // The first three fields lie at the same places.
  if (camera->refused_format != 0 && one->pixelformat == camera->refused_format)
    return camera->refusal;
  if (camera->forced_format != 0) one->pixelformat = camera->forced_format;
  if (!camera->gives_any_size) {
    one->width = camera->width;
    one->height = camera->height;
  }
  camera->set_width = one->width;
  const uint32_t quantization =
      camera->full_range ? V4L2_QUANTIZATION_FULL_RANGE : V4L2_QUANTIZATION_DEFAULT;
  if (camera->multi) {
    expect(camera, format->type == V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE && many->num_planes == 1);
    many->plane_fmt[0].bytesperline = camera->stride;
    many->quantization = (uint8_t)quantization;
  } else {
    expect(camera, format->type == V4L2_BUF_TYPE_VIDEO_CAPTURE);
    one->bytesperline = camera->stride;
    one->quantization = quantization;
  }
  return 0;
}

static int query_buffer(fake_camera *camera, struct v4l2_buffer *buffer) {
  expect(camera, buffer->index < camera->granted_buffers);
  if (camera->multi) {
    expect(camera, buffer->length > 0 && buffer->m.planes != NULL);
    buffer->length = 1;
    buffer->m.planes[0].length = (uint32_t)camera->buffer_length;
    buffer->m.planes[0].m.mem_offset = buffer->index;
  } else {
    buffer->length = (uint32_t)camera->buffer_length;
    buffer->m.offset = buffer->index;
  }
  return 0;
}

static int queue(fake_camera *camera, struct v4l2_buffer *buffer) {
  const uint32_t index = buffer->index;
  if (index >= camera->granted_buffers || camera->is_queued[index] || !camera->is_mapped[index]) {
    expect(camera, false);
    return EINVAL;
  }
  camera->is_queued[index] = true;
  return 0;
}

static int take(fake_camera *camera, struct v4l2_buffer *buffer) {
  expect(camera, camera->is_streaming);
  if (camera->pending == 0) return EAGAIN;
  for (uint32_t i = 0; i < camera->granted_buffers; i++) {
    if (!camera->is_queued[i]) continue;
    camera->pending -= 1;
    camera->is_queued[i] = false;
    memset(camera->memory[i], (int)camera->pictures_given++, camera->buffer_length);
    buffer->index = i;
    uint32_t *used = camera->multi ? &buffer->m.planes[0].bytesused : &buffer->bytesused;
    *used = (uint32_t)camera->picture_length;
    if (camera->multi) {
      // The picture lies behind as many bytes, which count as used.
      buffer->m.planes[0].data_offset = FAKE_CAMERA_OFFSET;
      *used += FAKE_CAMERA_OFFSET;
    }
    if (camera->pending_kind == FAKE_CAMERA_DAMAGED) buffer->flags |= V4L2_BUF_FLAG_ERROR;
    if (camera->pending_kind == FAKE_CAMERA_SHORT) *used /= 2;
    if (camera->pending_kind == FAKE_CAMERA_WRONG_INDEX) buffer->index = 1000;
    return 0;
  }
  return EAGAIN;
}

static int control(void *context, int descriptor, unsigned long request, void *argument) {
  fake_camera *camera = context;
  expect(camera, camera->is_open && descriptor == DESCRIPTOR);
  if (request == camera->failing_request) return camera->request_error;
  switch (request) {
    case VIDIOC_QUERYCAP: {
      struct v4l2_capability *capability = argument;
      memcpy(capability->driver, "fake", 5);
      memcpy(capability->card, "Made-up camera", 15);
      capability->capabilities = V4L2_CAP_DEVICE_CAPS;
      capability->device_caps =
          !camera->captures ? V4L2_CAP_VIDEO_OUTPUT
          : camera->multi   ? V4L2_CAP_VIDEO_CAPTURE_MPLANE | V4L2_CAP_STREAMING
                            : V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
      return 0;
    }
    case VIDIOC_ENUM_FMT: {
      struct v4l2_fmtdesc *description = argument;
      if (description->index >= camera->format_count) return EINVAL;
      description->pixelformat = camera->formats[description->index];
      return 0;
    }
    case VIDIOC_S_FMT: return set_format(camera, argument);
    case VIDIOC_REQBUFS: {
      struct v4l2_requestbuffers *buffers = argument;
      memset(camera->is_queued, 0, sizeof camera->is_queued);
      if (buffers->count == 0) return 0;
      note(camera, "buffers");
      if (camera->most_buffers != 0 && buffers->count > camera->most_buffers) return ENOMEM;
      buffers->count = camera->granted_buffers;
      return 0;
    }
    case VIDIOC_QUERYBUF: return query_buffer(camera, argument);
    case VIDIOC_QBUF: return queue(camera, argument);
    case VIDIOC_DQBUF: return take(camera, argument);
    case VIDIOC_STREAMON:
      note(camera, "start");
      if (camera->widest != 0 && camera->set_width > camera->widest) return ENOSPC;
      camera->is_streaming = true;
      return 0;
    case VIDIOC_STREAMOFF:
      note(camera, "stop");
      camera->is_streaming = false;
      memset(camera->is_queued, 0, sizeof camera->is_queued);
      return 0;
    default: expect(camera, false); return ENOTTY;
  }
}

static int map(void *context, int descriptor, size_t length, int64_t offset, void **address) {
  fake_camera *camera = context;
  expect(camera, descriptor == DESCRIPTOR && length == camera->buffer_length &&
                     offset < FAKE_CAMERA_BUFFERS && !camera->is_mapped[offset]);
  camera->is_mapped[offset] = true;
  camera->memory[offset] = malloc(length);
  *address = camera->memory[offset];
  return 0;
}

static void unmap(void *context, void *address, size_t length) {
  fake_camera *camera = context;
  expect(camera, length == camera->buffer_length && !camera->is_streaming);
  for (size_t i = 0; i < FAKE_CAMERA_BUFFERS; i++) {
    if (camera->memory[i] != address) continue;
    camera->is_mapped[i] = false;
    camera->memory[i] = NULL;
    free(address);
    return;
  }
  expect(camera, false);
}

static int wait_for_picture(void *context, int descriptor, int timeout_milliseconds) {
  fake_camera *camera = context;
  (void)timeout_milliseconds;
  expect(camera, camera->is_streaming && descriptor == DESCRIPTOR);
  if (camera->next_event == camera->event_count) return ETIMEDOUT;
  const fake_camera_event event = camera->events[camera->next_event++];
  if (event == FAKE_CAMERA_TIMEOUT) return ETIMEDOUT;
  if (event == FAKE_CAMERA_GONE) return ENODEV;
  camera->pending = event == FAKE_CAMERA_TWO ? 2 : 1;
  camera->pending_kind = event;
  return 0;
}

static void close_camera(void *context, int descriptor) {
  fake_camera *camera = context;
  note(camera, "close");
  expect(camera, camera->is_open && descriptor == DESCRIPTOR && !camera->is_streaming);
  camera->is_open = false;
}

fake_camera *fake_camera_create(uint32_t format, const fake_camera_event *events, size_t count) {
  whole *made = calloc(1, sizeof *made);
  if (made == NULL) return NULL;
  made->camera = (fake_camera){
      .captures = true,
      .formats = {format},
      .format_count = 1,
      .width = 8,
      .height = 4,
      .stride = 16,
      .granted_buffers = 4,
      .buffer_length = 256,
      .picture_length = 128,
      .events = events,
      .event_count = count,
  };
  made->calls = (custos_device_calls){
      .context = &made->camera,
      .open = open_camera,
      .control = control,
      .map = map,
      .unmap = unmap,
      .wait = wait_for_picture,
      .close = close_camera,
  };
  return &made->camera;
}

static whole *of(fake_camera *camera) {
  return (whole *)((char *)camera - offsetof(whole, camera));
}

void fake_camera_destroy(fake_camera *camera) { free(of(camera)); }

const custos_device_calls *fake_camera_calls(fake_camera *camera) { return &of(camera)->calls; }

size_t fake_camera_open_buffers(const fake_camera *camera) {
  size_t count = 0;
  for (size_t i = 0; i < FAKE_CAMERA_BUFFERS; i++) count += camera->is_mapped[i] ? 1 : 0;
  return count;
}
