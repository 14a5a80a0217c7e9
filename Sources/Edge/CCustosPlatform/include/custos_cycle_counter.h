#pragma once
#include <stdbool.h>
#include <stdint.h>

// Starts to count the processor cycles that the calling thread, and every thread that it starts from
// now on, spend outside the kernel. Returns a descriptor for the functions below, or -1 where the
// system does not permit or offer this.
int custos_open_cycle_counter(void);

// Reads the cycles of all these threads together; false when they have not been counted throughout.
bool custos_read_cycle_counter(int descriptor, uint64_t *cycles);

void custos_close_cycle_counter(int descriptor);
