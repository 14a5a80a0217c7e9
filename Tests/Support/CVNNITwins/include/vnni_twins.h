#pragma once
#include "custos_kernels.h"

// The kernels for AVX-VNNI, compiled from the same source with the instructions' AVX-512 encoding, so that
// CPUs that have AVX-512 VNNI alone can check them too. NULL on other architectures.
struct custos_vnni_twins {
  const char *igemm_name;
  custos_igemm_function *igemm;
  const char *multiply_name;
  custos_winograd_multiply_function *multiply;
};

struct custos_vnni_twins custos_vnni_twins(void);
