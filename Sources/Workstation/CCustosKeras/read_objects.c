#include <string.h>

#include "keras_child.h"

bool custos_keras_holds(hid_t group, const char *name) {
  return H5Lexists(group, name, H5P_DEFAULT) > 0;
}

// Opens one link. Soft links can lead in circles and external ones to other files.
static hid_t open_link(hid_t group, const char *name, const char *shown) {
  H5L_info_t information;
  if (!custos_keras_holds(group, name) || H5Lget_info(group, name, &information, H5P_DEFAULT) < 0)
    custos_keras_refuse("its '%.200s' is missing; get an undamaged copy.", shown);
  if (information.type == H5L_TYPE_EXTERNAL)
    custos_keras_refuse("its '%.200s' is a link to another file; give a file that holds its weights "
                        "itself.", shown);
  if (information.type != H5L_TYPE_HARD)
    custos_keras_refuse("its '%.200s' is a link and no object; give a file that Keras wrote.", shown);
  const hid_t object = H5Oopen(group, name, H5P_DEFAULT);
  if (object < 0)
    custos_keras_refuse("its '%.200s' is damaged; get an undamaged copy.", shown);
  return object;
}

hid_t custos_keras_open(hid_t group, const char *path, const char *shown) {
  hid_t object = group;
  int depth = 0;
  while (*path != 0) {
    char part[CUSTOS_KERAS_NAME] = {0};
    const size_t length = strcspn(path, "/");
    if (length >= sizeof part || ++depth > CUSTOS_KERAS_DEPTH)
      custos_keras_refuse("its '%.200s' lies deeper than Keras's files go.", shown);
    memcpy(part, path, length);
    path += length + (path[length] == '/');
    if (length == 0 || strcmp(part, ".") == 0) continue;
    const hid_t next = open_link(object, part, shown);
    if (object != group) H5Oclose(object);
    object = next;
    if (*path != 0 && H5Iget_type(object) != H5I_GROUP)
      custos_keras_refuse("its '%.200s' lies in something that is no group; get an undamaged copy.",
                          shown);
  }
  if (object == group)
    custos_keras_refuse("it names a weight without a name; get an undamaged copy.");
  return object;
}

hid_t custos_keras_open_group(hid_t group, const char *path, const char *shown) {
  const hid_t object = custos_keras_open(group, path, shown);
  if (H5Iget_type(object) != H5I_GROUP)
    custos_keras_refuse("its '%.200s' is no group; get an undamaged copy.", shown);
  return object;
}

// The bytes of an IEEE number with the least significant byte first; 0 for all other types.
static size_t float_bytes(hid_t type) {
  static const struct {
    size_t bytes, exponent, mantissa, bias;
  } formats[] = {{2, 5, 10, 15}, {4, 8, 23, 127}, {8, 11, 52, 1023}};
  if (H5Tget_class(type) != H5T_FLOAT || H5Tget_order(type) != H5T_ORDER_LE) return 0;
  size_t sign, exponent_place, exponent, mantissa_place, mantissa;
  if (H5Tget_fields(type, &sign, &exponent_place, &exponent, &mantissa_place, &mantissa) < 0)
    return 0;
  for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
    const size_t bits = 8 * formats[i].bytes;
    if (H5Tget_size(type) == formats[i].bytes && H5Tget_precision(type) == bits &&
        H5Tget_offset(type) == 0 && sign == bits - 1 && exponent == formats[i].exponent &&
        mantissa == formats[i].mantissa && mantissa_place == 0 &&
        exponent_place == formats[i].mantissa && H5Tget_ebias(type) == formats[i].bias &&
        H5Tget_norm(type) == H5T_NORM_IMPLIED)
      return formats[i].bytes;
  }
  return 0;
}

// Elements must lie in one piece in this file, as Keras writes them.
static void require_plain_storage(hid_t data_set, const char *shown) {
  const hid_t properties = H5Dget_create_plist(data_set);
  if (properties < 0) custos_keras_refuse("its '%.200s' is damaged; get an undamaged copy.", shown);
  if (H5Pget_layout(properties) == H5D_CHUNKED && H5Pget_nfilters(properties) != 0)
    custos_keras_refuse("its '%.200s' is compressed, which Keras's own files are not; write the file "
                        "again with `h5repack -f NONE -l CONTI`.", shown);
  if (H5Pget_layout(properties) != H5D_CONTIGUOUS)
    custos_keras_refuse("its '%.200s' does not lie in one piece, as in Keras's own files; write the "
                        "file again with `h5repack -f NONE -l CONTI`.", shown);
  if (H5Pget_external_count(properties) != 0)
    custos_keras_refuse("its '%.200s' lies in another file; give a file that holds its weights "
                        "itself.", shown);
  H5Pclose(properties);
}

void custos_keras_put_data_set(hid_t group, const char *path, const char *shown) {
  const hid_t data_set = custos_keras_open(group, path, shown);
  if (H5Iget_type(data_set) != H5I_DATASET)
    custos_keras_refuse("its '%.200s' is no data set; get an undamaged copy.", shown);
  const hid_t type = H5Dget_type(data_set);
  const size_t bytes = type < 0 ? 0 : float_bytes(type);
  if (bytes == 0)
    custos_keras_refuse("its '%.200s' has another type than the float16, float32 or float64 of this "
                        "machine's byte order; convert it.", shown);
  require_plain_storage(data_set, shown);
  const hid_t space = H5Dget_space(data_set);
  const int rank = space < 0 ? -1 : H5Sget_simple_extent_ndims(space);
  hsize_t dimensions[CUSTOS_KERAS_RANK] = {0};
  if (rank < 0 || rank > CUSTOS_KERAS_RANK ||
      H5Sget_simple_extent_dims(space, dimensions, NULL) != rank)
    custos_keras_refuse("its '%.200s' has an impossible shape; get an undamaged copy.", shown);
  const haddr_t place = H5Dget_offset(data_set);
  if (place == HADDR_UNDEF)
    custos_keras_refuse("its '%.200s' holds no numbers; get a whole copy.", shown);
  custos_keras_put_weight(shown, bytes, rank, dimensions, place);
  H5Sclose(space);
  H5Tclose(type);
  H5Oclose(data_set);
}
