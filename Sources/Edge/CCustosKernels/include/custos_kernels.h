#pragma once
#include "custos_float.h"
#include "custos_igemm.h"
#include "custos_kernel_set.h"
#include "custos_memory.h"
#include "custos_vector_kernels.h"
#include "custos_winograd.h"
