#include <stdio.h>
#include <string.h>

#include "keras_child.h"

// Long enough for a layer's name, a slash and a weight's.
typedef char path_text[2 * CUSTOS_KERAS_NAME + 64];

void custos_keras_list_named_layers(hid_t group) {
  const custos_keras_texts layers =
      custos_keras_read_texts(group, "layer_names", CUSTOS_KERAS_LAYERS);
  for (size_t i = 0; i < layers.count; i++) {
    const hid_t layer = custos_keras_open_group(group, layers.texts[i], layers.texts[i]);
    const custos_keras_texts weights =
        custos_keras_read_texts(layer, "weight_names", CUSTOS_KERAS_VARIABLES);
    if (weights.count != 0) custos_keras_put_layer('L', layers.texts[i]);
    for (size_t k = 0; k < weights.count; k++) {
      path_text shown;
      snprintf(shown, sizeof shown, "%s/%s", layers.texts[i], weights.texts[k]);
      custos_keras_put_data_set(layer, weights.texts[k], shown);
    }
    H5Oclose(layer);
  }
}

static hsize_t link_count(hid_t group, hsize_t limit, const char *shown) {
  H5G_info_t information;
  if (H5Gget_info(group, &information) < 0)
    custos_keras_refuse("its group '%.200s' is damaged; get an undamaged copy.", shown);
  if (information.nlinks > limit)
    custos_keras_refuse("its group '%.200s' holds %llu entries, more than any network known here.",
                        shown, (unsigned long long)information.nlinks);
  return information.nlinks;
}

static void list_variables(hid_t layer, const char *name) {
  const hid_t variables = custos_keras_open_group(layer, "vars", name);
  const hsize_t count = link_count(variables, 64, name);
  if (count != 0) custos_keras_put_layer('N', name);
  for (hsize_t i = 0; i < count; i++) {
    char number[24];
    path_text shown;
    snprintf(number, sizeof number, "%llu", (unsigned long long)i);
    snprintf(shown, sizeof shown, "%s/vars/%s", name, number);
    custos_keras_put_data_set(variables, number, shown);
  }
  H5Oclose(variables);
}

void custos_keras_list_numbered_layers(hid_t group, const char *prefix, int depth) {
  if (depth > 4) custos_keras_refuse("its models lie deeper in each other than Keras's files go.");
  const hsize_t count = link_count(group, CUSTOS_KERAS_LAYERS, "layers");
  for (hsize_t i = 0; i < count; i++) {
    char name[CUSTOS_KERAS_NAME];
    const ssize_t length = H5Lget_name_by_idx(group, ".", H5_INDEX_NAME, H5_ITER_INC, i, name,
                                              sizeof name, H5P_DEFAULT);
    if (length <= 0 || (size_t)length >= sizeof name || strchr(name, '/') != NULL)
      custos_keras_refuse("it holds a layer without a plain name; get an undamaged copy.");
    path_text shown;
    snprintf(shown, sizeof shown, "%s%s", prefix, name);
    if (strlen(shown) >= CUSTOS_KERAS_NAME)
      custos_keras_refuse("its '%.200s' has too long a name.", shown);
    const hid_t layer = custos_keras_open_group(group, name, shown);
    if (custos_keras_holds(layer, "vars")) list_variables(layer, shown);
    // A model within a model.
    if (custos_keras_holds(layer, "layers")) {
      const hid_t inner = custos_keras_open_group(layer, "layers", shown);
      strcat(shown, "/");
      custos_keras_list_numbered_layers(inner, shown, depth + 1);
      H5Oclose(inner);
    }
    H5Oclose(layer);
  }
}
