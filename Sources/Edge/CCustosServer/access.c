#define _GNU_SOURCE
#include "custos_access.h"

#include <arpa/inet.h>
#include <errno.h>
#include <sys/random.h>
#include <unistd.h>

custos_address_kind custos_kind_of_address(const char *text) {
  struct in_addr four;
  if (inet_pton(AF_INET, text, &four) == 1)
    return ntohl(four.s_addr) >> 24 == 127 ? CUSTOS_ADDRESS_LOOPBACK : CUSTOS_ADDRESS_OTHER;
  struct in6_addr six;
  if (inet_pton(AF_INET6, text, &six) == 1)
    return IN6_IS_ADDR_LOOPBACK(&six) ? CUSTOS_ADDRESS_LOOPBACK : CUSTOS_ADDRESS_OTHER;
  return CUSTOS_ADDRESS_INVALID;
}

int custos_random_bytes(void *memory, size_t count) {
  uint8_t *bytes = memory;
  while (count > 0) {
    const ssize_t filled = getrandom(bytes, count, 0);
    if (filled < 0 && errno != EINTR) return errno;
    if (filled <= 0) continue;
    bytes += filled;
    count -= (size_t)filled;
  }
  return 0;
}

bool custos_equal_secrets(const void *first, const void *second, size_t count) {
  const volatile uint8_t *a = first;
  const volatile uint8_t *b = second;
  uint8_t difference = 0;
  for (size_t index = 0; index < count; index++) difference |= a[index] ^ b[index];
  return difference == 0;
}

void custos_host_name(char *text, size_t size) {
  if (gethostname(text, size) != 0) text[0] = 0;
  text[size - 1] = 0;
}
