#include "custos_kernels.h"
