#include "custos_json.h"

#include <jansson.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

// A custos_json is jansson's value.
static const json_t *inside(const custos_json *value) { return (const json_t *)(const void *)value; }
static const custos_json *outside(const json_t *value) { return (const void *)value; }

// jansson does not always tell short memory from bad text, so its memory comes from here.
static _Thread_local bool has_no_memory;

static void *allocate(size_t size) {
  void *memory = malloc(size);
  has_no_memory = has_no_memory || memory == NULL;
  return memory;
}

static void set_allocator(void) { json_set_alloc_funcs(allocate, free); }

custos_json *custos_json_parse(const char *data, size_t count, char text[CUSTOS_JSON_TEXT_SIZE]) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, set_allocator);
  has_no_memory = false;
  json_error_t error;
  json_t *root =
      json_loadb(data, count, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);
  if (root == NULL) snprintf(text, CUSTOS_JSON_TEXT_SIZE, "%s", has_no_memory ? "" : error.text);
  return (custos_json *)(void *)root;
}

void custos_json_free(custos_json *root) { json_decref((json_t *)(void *)root); }

const custos_json *custos_json_member(const custos_json *value, const char *name) {
  return outside(json_object_get(inside(value), name));
}

bool custos_json_is_array(const custos_json *value) { return json_is_array(inside(value)); }

size_t custos_json_count(const custos_json *value) { return json_array_size(inside(value)); }

const custos_json *custos_json_element(const custos_json *value, size_t index) {
  return outside(json_array_get(inside(value), index));
}

bool custos_json_number(const custos_json *value, double *number) {
  if (!json_is_number(inside(value))) return false;
  *number = json_number_value(inside(value));
  return true;
}

bool custos_json_integer(const custos_json *value, int64_t *integer) {
  if (!json_is_integer(inside(value))) return false;
  *integer = json_integer_value(inside(value));
  return true;
}

const char *custos_json_string(const custos_json *value, size_t *count) {
  *count = json_string_length(inside(value));
  return json_string_value(inside(value));
}
