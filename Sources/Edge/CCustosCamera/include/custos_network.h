#pragma once
#include <stddef.h>
#include <stdint.h>

// A TCP connection (libevent) that sends one request and hands over what comes back. Names are looked for
// in /etc/hosts and by DNS.
typedef struct custos_network custos_network;

typedef enum {
  CUSTOS_NETWORK_BYTES = 0,
  // Nothing within the time.
  CUSTOS_NETWORK_NOTHING = 1,
  // The other side has closed the connection.
  CUSTOS_NETWORK_END = 2,
  // The host's name is not known.
  CUSTOS_NETWORK_NO_NAME = 3,
  CUSTOS_NETWORK_FAILED = 4,
} custos_network_event;

// Begins to connect to a host, a name or a numeric address, and to send the request. NULL: no memory.
custos_network *custos_network_open(const char *host, uint16_t port, const void *request,
                                    size_t count);

// Moves what has come into data, waiting at most so long for it; error_number is filled in for failures.
custos_network_event custos_network_read(custos_network *network, int timeout_milliseconds,
                                         uint8_t *data, size_t capacity, size_t *count,
                                         int *error_number);

void custos_network_close(custos_network *network);
