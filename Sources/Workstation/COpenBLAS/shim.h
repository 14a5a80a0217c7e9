// Imports OpenBLAS's C interface (package libopenblas-dev).
#include <cblas.h>
