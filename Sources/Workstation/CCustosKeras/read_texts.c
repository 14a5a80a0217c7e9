#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keras_child.h"

// The most that an attribute of names may take.
static const hsize_t storage_limit = 8 << 20;

static void part_name(char *text, size_t size, const char *name, size_t part) {
  snprintf(text, size, "%s%zu", name, part);
}

bool custos_keras_has_texts(hid_t object, const char *name) {
  char part[64];
  part_name(part, sizeof part, name, 0);
  return H5Aexists(object, name) > 0 || H5Aexists(object, part) > 0;
}

static _Noreturn void refuse(const char *name) {
  custos_keras_refuse("its attribute %.60s is no list of names; get an undamaged copy.", name);
}

static char *copy(const char *text, size_t limit, const char *name) {
  const size_t length = strnlen(text, limit);
  if (length >= CUSTOS_KERAS_NAME)
    custos_keras_refuse("its attribute %.60s holds a name of over %d bytes.", name, CUSTOS_KERAS_NAME);
  char *const result = calloc(length + 1, 1);
  if (result == NULL) refuse(name);
  memcpy(result, text, length);
  return result;
}

static void read_part(hid_t object, const char *name, size_t limit, custos_keras_texts *list) {
  const hid_t attribute = H5Aopen(object, name, H5P_DEFAULT);
  const hid_t space = attribute < 0 ? -1 : H5Aget_space(attribute);
  const hid_t type = attribute < 0 ? -1 : H5Aget_type(attribute);
  if (space < 0 || type < 0) refuse(name);
  const hssize_t count = H5Sget_simple_extent_npoints(space);
  // An empty list has any type.
  if (count == 0) return;
  if (count < 0 || H5Tget_class(type) != H5T_STRING || H5Aget_storage_size(attribute) > storage_limit)
    refuse(name);
  if ((size_t)count > limit - list->count)
    custos_keras_refuse("its attribute %.60s holds more than %zu names, more than any network known "
                        "here.", name, limit);
  const bool is_variable = H5Tis_variable_str(type) > 0;
  const size_t size = is_variable ? sizeof(char *) : H5Tget_size(type);
  if (size == 0 || size > CUSTOS_KERAS_NAME) refuse(name);
  char *const data = calloc((size_t)count, size);
  list->texts = realloc(list->texts, (list->count + (size_t)count) * sizeof(char *));
  if (data == NULL || list->texts == NULL || H5Aread(attribute, type, data) < 0) refuse(name);
  for (hssize_t i = 0; i < count; i++) {
    const char *text = data + (size_t)i * size;
    size_t longest = size;
    if (is_variable) {
      memcpy(&text, data + (size_t)i * size, sizeof text);
      longest = CUSTOS_KERAS_NAME;
      if (text == NULL) refuse(name);
    }
    list->texts[list->count++] = copy(text, longest, name);
  }
  H5Tclose(type);
  H5Sclose(space);
  H5Aclose(attribute);
}

custos_keras_texts custos_keras_read_texts(hid_t object, const char *name, size_t limit) {
  custos_keras_texts list = {0};
  if (H5Aexists(object, name) > 0) {
    read_part(object, name, limit, &list);
    return list;
  }
  // Keras divides lists that are too long for one attribute.
  for (size_t part = 0; part < limit; part++) {
    char text[64];
    part_name(text, sizeof text, name, part);
    if (H5Aexists(object, text) <= 0) break;
    read_part(object, text, limit, &list);
  }
  return list;
}
