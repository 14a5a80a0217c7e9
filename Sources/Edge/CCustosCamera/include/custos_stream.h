#pragma once
#include <stddef.h>
#include <stdint.h>

// Reads what a pipe has to give, waiting at most so long for it. Returns 0, ETIMEDOUT or another
// errno value; count 0 is the end. While it waits it also moves what descriptor aside (-1 for none)
// has to give into aside_data, at most aside_capacity bytes; aside_count is 0 when there was nothing.
int custos_stream_read(int descriptor, uint8_t *data, size_t capacity, size_t *count, int aside,
                       uint8_t *aside_data, size_t aside_capacity, size_t *aside_count,
                       int timeout_milliseconds);
