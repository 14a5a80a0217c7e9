#include "custos_page.h"

#include <string.h>

static const uint8_t html[] = {
#embed "page/live.html"
};
static const uint8_t style[] = {
#embed "page/live.css"
};
static const uint8_t script[] = {
#embed "page/live.js"
};

static const custos_page_file files[] = {
    {"/", "text/html; charset=utf-8", html, sizeof html},
    {"/live.css", "text/css; charset=utf-8", style, sizeof style},
    {"/live.js", "text/javascript; charset=utf-8", script, sizeof script},
};

const custos_page_file *custos_find_page_file(const char *path) {
  for (size_t index = 0; index < sizeof files / sizeof files[0]; index++)
    if (strcmp(files[index].path, path) == 0) return &files[index];
  return NULL;
}
