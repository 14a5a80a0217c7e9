#define _GNU_SOURCE
#include "custos_number.h"

#include <errno.h>
#include <locale.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static locale_t c_locale;
static pthread_once_t c_locale_once = PTHREAD_ONCE_INIT;

static void make_c_locale(void) { c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0); }

// Switches this thread to the C locale. If none can be made the program's own locale stays, which
// is the C locale unless somebody called setlocale.
static locale_t enter_c_locale(void) {
  pthread_once(&c_locale_once, make_c_locale);
  return c_locale != (locale_t)0 ? uselocale(c_locale) : uselocale((locale_t)0);
}

static const char *skip_digits(const char *cursor) {
  while (*cursor >= '0' && *cursor <= '9') ++cursor;
  return cursor;
}

static bool is_decimal(const char *cursor) {
  if (*cursor == '+' || *cursor == '-') ++cursor;
  const char *whole = cursor;
  cursor = skip_digits(cursor);
  size_t digits = (size_t)(cursor - whole);
  if (*cursor == '.') {
    const char *fraction = ++cursor;
    cursor = skip_digits(cursor);
    digits += (size_t)(cursor - fraction);
  }
  if (digits == 0) return false;
  if (*cursor == 'e' || *cursor == 'E') {
    ++cursor;
    if (*cursor == '+' || *cursor == '-') ++cursor;
    const char *exponent = cursor;
    cursor = skip_digits(cursor);
    if (cursor == exponent) return false;
  }
  return *cursor == 0;
}

bool custos_parse_double(const char *text, double *value) {
  if (!is_decimal(text)) return false;
  const locale_t previous = enter_c_locale();
  const double parsed = strtod(text, NULL);
  uselocale(previous);
  if (!isfinite(parsed)) return false;
  *value = parsed;
  return true;
}

size_t custos_format_fixed(double value, int decimals, char *text, size_t size) {
  if (decimals < 0) decimals = 0;
  if (decimals > 17) decimals = 17;
  const locale_t previous = enter_c_locale();
  const int length = snprintf(text, size, "%.*f", decimals, value);
  uselocale(previous);
  return length > 0 ? (size_t)length : 0;
}

static bool reads_back(const char *text, double value, bool is_float) {
  return is_float ? strtof(text, NULL) == (float)value : strtod(text, NULL) == value;
}

// Magnitudes that people write out have no exponent: 9000, not 9e+03.
static size_t format_shortest(double value, bool is_float, char *text, size_t size) {
  const locale_t previous = enter_c_locale();
  const double magnitude = fabs(value);
  const bool is_plain = magnitude == 0 || (magnitude >= 1e-4 && magnitude < 1e15);
  int length = 0;
  for (int digits = is_plain ? 0 : 1; digits <= 21; ++digits) {
    length = snprintf(text, size, is_plain ? "%.*f" : "%.*g", digits, value);
    if (reads_back(text, value, is_float)) break;
  }
  uselocale(previous);
  return length > 0 ? (size_t)length : 0;
}

size_t custos_format_shortest_double(double value, char *text, size_t size) {
  return format_shortest(value, false, text, size);
}

size_t custos_format_shortest_float(float value, char *text, size_t size) {
  return format_shortest((double)value, true, text, size);
}
