// The Embedded Swift runtime of Swift 6.3.1 clears the tag bits of what swift_bridgeObjectRetain returns,
// but compiled code takes the result for the argument, as the runtime of the desktop returns it: a short
// String that a function returns out of an array then loses its form and is read as a pointer. The linker
// (cross/toolset.sh, --wrap) sends all calls here.
#ifdef CUSTOS_EMBEDDED_SWIFT
#include <stdint.h>

void *__real_swift_bridgeObjectRetain(void *object);
void *__real_swift_bridgeObjectRetain_n(void *object, uint32_t count);
void *__wrap_swift_bridgeObjectRetain(void *object);
void *__wrap_swift_bridgeObjectRetain_n(void *object, uint32_t count);

// Retains and returns the argument with all its bits.
void *__wrap_swift_bridgeObjectRetain(void *object) {
  __real_swift_bridgeObjectRetain(object);
  return object;
}

// Retains `count` times and returns the argument with all its bits.
void *__wrap_swift_bridgeObjectRetain_n(void *object, uint32_t count) {
  __real_swift_bridgeObjectRetain_n(object, count);
  return object;
}
#endif
