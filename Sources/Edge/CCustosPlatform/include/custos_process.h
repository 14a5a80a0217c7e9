#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// This process: arguments, environment, clocks, memory.

size_t custos_argument_count(void);

// Argument at index, the program's name first; NULL outside.
const char *custos_argument(size_t index);

// The number by which the system knows this process.
int64_t custos_process_id(void);

// Value of an environment variable or NULL.
const char *custos_environment(const char *name);

bool custos_is_terminal(int descriptor);

// Nanoseconds of the monotonic clock; only differences mean something.
uint64_t custos_monotonic_nanoseconds(void);

// Lets the calling thread rest; a signal may end that early.
void custos_sleep(uint64_t nanoseconds);

// Writes the time as RFC 3339 in UTC with milliseconds, 24 characters and a zero byte.
void custos_utc_time(char text[25]);

// The same for a given time after 1970-01-01T00:00:00Z.
void custos_utc_time_of(int64_t seconds, int64_t milliseconds, char text[25]);

// Largest resident memory of the process so far, in bytes; 0 when unknown.
uint64_t custos_peak_resident_bytes(void);

// Whether an allocation of count bytes succeeds at this moment.
bool custos_can_allocate(size_t count);

// From now on memory that is freed stays with the process for the next picture, up to blocks of 32 MiB, and
// all threads share it: its size no longer depends on how many pictures are just in flight, and no picture
// waits for the kernel to clear pages.
void custos_keep_freed_memory(void);

// The system's English text for an errno value.
const char *custos_error_text(int error_number);

// Makes what is printed leave the process line by line, also into files and pipes.
void custos_buffer_output_by_line(void);

_Noreturn void custos_exit(int code);
