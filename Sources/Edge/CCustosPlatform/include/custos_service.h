#pragma once
#include <stddef.h>

// Messages to the service manager that started this process (the protocol of sd_notify).

// Opens a datagram socket for custos_service_send, which waits at most a second for room in the
// receiver's queue. Returns 0 or an errno value.
int custos_service_open(int *descriptor);

// Sends one datagram to a unix socket: the name is a path that starts with '/', or '@' and an abstract
// name. Returns 0 or an errno value; ENAMETOOLONG and EPROTONOSUPPORT tell of a wrong name.
int custos_service_send(int descriptor, const char *name, const void *data, size_t count);

void custos_service_close(int descriptor);
