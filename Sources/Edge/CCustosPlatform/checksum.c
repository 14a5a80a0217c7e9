#include <zlib.h>

#include "custos_number.h"

uint32_t custos_crc32(uint32_t crc, const void *data, size_t count) {
  return (uint32_t)crc32_z(crc, data, count);
}
