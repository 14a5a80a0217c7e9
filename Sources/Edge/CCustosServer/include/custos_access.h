#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Who may use the server.

typedef enum {
  CUSTOS_ADDRESS_INVALID = 0,
  // Reached from this machine only.
  CUSTOS_ADDRESS_LOOPBACK = 1,
  CUSTOS_ADDRESS_OTHER = 2,
} custos_address_kind;

// What a numeric IPv4 or IPv6 address without brackets is.
custos_address_kind custos_kind_of_address(const char *text);

// Fills memory with random bytes of the system. Returns 0 or an errno value.
int custos_random_bytes(void *memory, size_t count);

// Compares count bytes in a time that does not depend on them.
bool custos_equal_secrets(const void *first, const void *second, size_t count);

// This machine's name, cut to size - 1 bytes; empty when it has none.
void custos_host_name(char *text, size_t size);
