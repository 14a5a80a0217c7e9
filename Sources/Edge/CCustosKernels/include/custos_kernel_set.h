#pragma once
#include <stddef.h>

#include "custos_igemm.h"
#include "custos_vector_kernels.h"
#include "custos_winograd.h"

// The instruction sets that kernels are written for.
enum custos_instruction_set {
  custos_instruction_set_scalar = 0,
  custos_instruction_set_avx2 = 1,
  custos_instruction_set_neon = 2,
  custos_instruction_set_neondot = 3,
  // As neon, in an order for cores that issue instructions in order (Cortex-A53).
  custos_instruction_set_neon_a53 = 4,
};

// One kernel an operation. Where an instruction set has no kernel of its own for an operation, the
// nearest lower one's is listed.
struct custos_kernel_set {
  struct custos_igemm_kernel igemm;
  // All zero where direct convolution is faster (dot product), or for the reference.
  struct custos_winograd_kernel winograd;
  const char *vadd_name;
  custos_qs8_vadd_function *vadd;
  const char *vrescale_name;
  custos_qs8_vrescale_function *vrescale;
  const char *vmulcaddc_name;
  custos_qs8_vmulcaddc_function *vmulcaddc;
  const char *maxpool_name;
  custos_s8_maxpool_function *maxpool;
  const char *avgpool_name;
  custos_qs8_avgpool_function *avgpool;
  const char *sumpool_name;
  custos_qs8_sumpool_function *sumpool;
};

// The kernels of an instruction set, or NULL when this program or this CPU lacks it.
const struct custos_kernel_set *custos_kernels_for(enum custos_instruction_set set);

// The names of all kernels compiled into this program, by index, a kernel that serves several
// instruction sets several times; NULL past the last one.
const char *custos_compiled_kernel_name(size_t index);
