#pragma once
#include <stddef.h>
#include <stdint.h>

#include "custos_igemm.h"
#include "custos_vector_kernels.h"
#include "custos_winograd.h"

// One kernel for each operation. An instruction set without a kernel of its own for an operation lists
// that of the next lower instruction set.
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

// What a CPU has and kernels may need, one bit each.
enum custos_cpu_feature {
  // x86-64: AVX2, and a system that saves its registers.
  custos_cpu_avx2 = 1 << 0,
  // aarch64: the base instruction set.
  custos_cpu_neon = 1 << 1,
  // aarch64: SDOT (FEAT_DotProd).
  custos_cpu_dot_product = 1 << 2,
  // x86-64: AVX-512 F, BW, VL and VNNI, and a system that saves their registers.
  custos_cpu_avx512_vnni = 1 << 3,
  // aarch64: SMMLA (FEAT_I8MM).
  custos_cpu_matrix_product = 1 << 4,
  // x86-64: AVX-VNNI, the same instructions in 256 bits without AVX-512.
  custos_cpu_avx_vnni = 1 << 5,
};

enum { custos_tuned_cores = 3 };

// A row of the table of kernel sets: what the kernels need, which cores they are scheduled for, and how fast
// they are beside the others. A new kernel set is a new row.
struct custos_kernel_row {
  // As on command lines.
  const char *name;
  // The bits of custos_cpu_feature that a CPU must have.
  uint32_t features;
  // If a CPU can run two rows, the one with the higher rank is faster. All ranks differ.
  int32_t rank;
  // The cores that the row is scheduled for, such as "Cortex-A53", then NULLs; it runs on others, but is not
  // chosen for them. None: chosen for any core.
  const char *cores[custos_tuned_cores];
  // NULL where this program is for another architecture.
  const struct custos_kernel_set *kernels;
};

// The rows of the table, by index; NULL past the last one. Row 0 is the scalar reference, which every CPU
// runs; the others follow by speed on most CPUs, the slowest first.
const struct custos_kernel_row *custos_kernel_row(size_t index);

// This CPU's bits of custos_cpu_feature.
uint32_t custos_cpu_features(void);

// The index of the row with the highest rank among those whose features are in `features` and which are for
// any core or for `core`, a name as in struct custos_kernel_row; NULL for an unknown core. Depends on
// nothing else, so that it also tells what another CPU would get.
size_t custos_best_kernel_row(uint32_t features, const char *core);

// The kernels of a row, or NULL when there is no such row or this program or this CPU cannot run it.
const struct custos_kernel_set *custos_kernels_for(size_t row);

// The names of all kernels compiled into this program, by index, a kernel that serves several
// instruction sets several times; NULL past the last one.
const char *custos_compiled_kernel_name(size_t index);
