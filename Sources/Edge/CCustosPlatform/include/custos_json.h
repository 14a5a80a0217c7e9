#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Reading of JSON text from outside.
typedef struct custos_json custos_json;

enum { CUSTOS_JSON_TEXT_SIZE = 160 };

// Parses one value, nested at most 2048 deep, without doubled names. Returns NULL for what is not JSON;
// text then says where and why, and is empty where memory is short.
custos_json *custos_json_parse(const char *data, size_t count, char text[CUSTOS_JSON_TEXT_SIZE]);

void custos_json_free(custos_json *root);

// Values belong to the root. Each of these gives NULL, false or 0 for a value of another kind, and for
// NULL.

const custos_json *custos_json_member(const custos_json *value, const char *name);
bool custos_json_is_array(const custos_json *value);
size_t custos_json_count(const custos_json *value);
const custos_json *custos_json_element(const custos_json *value, size_t index);
bool custos_json_number(const custos_json *value, double *number);
bool custos_json_integer(const custos_json *value, int64_t *integer);

// UTF-8, which may hold zero bytes; NULL for what is no string.
const char *custos_json_string(const custos_json *value, size_t *count);
