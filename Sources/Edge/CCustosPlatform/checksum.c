#include <zlib.h>

#include "custos_number.h"

#if defined(__aarch64__)
#include <arm_acle.h>
#include <string.h>
#include <sys/auxv.h>

// HWCAP_CRC32 of Linux on aarch64.
enum { hwcap_crc32 = 1 << 7 };

// By the processor's own instructions, 8 bytes at a time: zlib's loop takes some seven instructions a
// byte, the longest part of loading a large model.
__attribute__((target("crc"))) static uint32_t crc32_by_instruction(uint32_t crc,
                                                                    const unsigned char *data,
                                                                    size_t count) {
  crc = ~crc;
  for (; count >= 8; data += 8, count -= 8) {
    uint64_t eight;
    memcpy(&eight, data, sizeof eight);
    crc = __crc32d(crc, eight);
  }
  for (; count > 0; ++data, --count) crc = __crc32b(crc, *data);
  return ~crc;
}
#endif

uint32_t custos_crc32(uint32_t crc, const void *data, size_t count) {
#if defined(__aarch64__)
  if (getauxval(AT_HWCAP) & hwcap_crc32) return crc32_by_instruction(crc, data, count);
#endif
  return (uint32_t)crc32_z(crc, data, count);
}
