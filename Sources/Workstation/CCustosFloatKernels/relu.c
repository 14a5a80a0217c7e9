#include "custos_float_kernels.h"
