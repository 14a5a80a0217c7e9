#pragma once
#include <stddef.h>
#include <stdint.h>

// The system calls that drive a video device. The camera code makes no others, so that a test can
// put a made-up device in their place. Functions return 0 or an errno value.
typedef struct {
  void *context;
  int (*open)(void *context, const char *path, int *descriptor);
  int (*control)(void *context, int descriptor, unsigned long request, void *argument);
  int (*map)(void *context, int descriptor, size_t length, int64_t offset, void **address);
  void (*unmap)(void *context, void *address, size_t length);
  // Waits until a picture can be taken: ETIMEDOUT, or ENODEV when the device is gone.
  int (*wait)(void *context, int descriptor, int timeout_milliseconds);
  void (*close)(void *context, int descriptor);
} custos_device_calls;

// The calls of the system itself.
const custos_device_calls *custos_system_device_calls(void);
