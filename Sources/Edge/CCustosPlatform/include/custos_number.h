#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Numbers as text, always with the C locale's full stop.

// Reads a whole text as a decimal number: sign, digits, fraction, exponent; no blanks, no hexadecimal,
// no nan or inf, nothing that overflows. Returns false and leaves value alone otherwise.
bool custos_parse_double(const char *text, double *value);

// Writes value with the given number of decimals (0...17), correctly rounded. The result is cut to
// size - 1 bytes; returns the length that it would have had.
size_t custos_format_fixed(double value, int decimals, char *text, size_t size);

// Writes the shortest decimal text that reads back as the same double (needs 32 bytes).
size_t custos_format_shortest_double(double value, char *text, size_t size);

// Writes the shortest decimal text that reads back as the same float (needs 32 bytes).
size_t custos_format_shortest_float(float value, char *text, size_t size);

// Continues the CRC-32 of zlib, gzip and PNG; start with 0.
uint32_t custos_crc32(uint32_t crc, const void *data, size_t count);
