#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "custos_device.h"

// A made-up Video4Linux2 device at the system-call boundary. It plays a script of events, keeps the
// rules of the interface (buffers are queued once, mapped before use, given back, the stream is
// stopped) and counts every breach of them, and writes down the calls.

enum { FAKE_CAMERA_LOG_SIZE = 4096, FAKE_CAMERA_BUFFERS = 8, FAKE_CAMERA_OFFSET = 16 };

typedef enum {
  FAKE_CAMERA_TIMEOUT = 0,
  // A picture.
  FAKE_CAMERA_PICTURE = 1,
  // A picture that the driver marks as damaged.
  FAKE_CAMERA_DAMAGED = 2,
  // A picture of half its bytes.
  FAKE_CAMERA_SHORT = 3,
  // Two pictures at once.
  FAKE_CAMERA_TWO = 4,
  // The device has been unplugged.
  FAKE_CAMERA_GONE = 5,
  // The driver names a buffer that does not exist.
  FAKE_CAMERA_WRONG_INDEX = 6,
} fake_camera_event;

typedef struct {
  // What the device is like, to be filled in before it is opened.
  bool captures;
  uint32_t formats[8];
  size_t format_count;
  // The format that it gives whatever is asked for; 0: the one asked for.
  uint32_t forced_format;
  uint32_t width, height, stride;
  bool full_range;
  uint32_t granted_buffers;
  size_t buffer_length, picture_length;
  // Whether it speaks of several planes, of which it has one.
  bool multi;
  // Whether it gives the size that it is asked for.
  bool gives_any_size;
  // A layout that it offers and refuses to take.
  uint32_t refused_format;
  int refusal;
  // The widest pictures that the bus has room for; 0 for any.
  uint32_t widest;
  // More buffers than these are refused; 0 for any number.
  uint32_t most_buffers;
  int open_error;
  unsigned long failing_request;
  int request_error;
  const fake_camera_event *events;
  size_t event_count;

  // What has happened.
  size_t breaches;
  char log[FAKE_CAMERA_LOG_SIZE];

  // Its own state.
  bool is_open, is_streaming;
  uint32_t set_width;
  size_t next_event, pictures_given;
  size_t pending;
  fake_camera_event pending_kind;
  bool is_queued[FAKE_CAMERA_BUFFERS], is_mapped[FAKE_CAMERA_BUFFERS];
  uint8_t *memory[FAKE_CAMERA_BUFFERS];
} fake_camera;

// A camera that captures 8 x 4 pictures in one format (a V4L2 code) and plays the events.
fake_camera *fake_camera_create(uint32_t format, const fake_camera_event *events, size_t count);
void fake_camera_destroy(fake_camera *camera);

// The calls that drive it; they live as long as the camera.
const custos_device_calls *fake_camera_calls(fake_camera *camera);

extern const uint32_t fake_camera_mjpeg, fake_camera_yuyv, fake_camera_nv12, fake_camera_grey,
    fake_camera_rgb, fake_camera_jpeg, fake_camera_pjpg;
extern const unsigned long fake_camera_set_format, fake_camera_request_buffers,
    fake_camera_query_buffer, fake_camera_stream_on, fake_camera_take, fake_camera_queue;

// Buffers that are still mapped.
size_t fake_camera_open_buffers(const fake_camera *camera);
