#pragma once
#include <stddef.h>
#include <stdint.h>

// A file of the live page, which is part of the executable.
typedef struct {
  const char *path;
  const char *type;
  const uint8_t *data;
  size_t count;
} custos_page_file;

// The file that a path such as "/" or "/live.js" means; NULL for any other path.
const custos_page_file *custos_find_page_file(const char *path);
