// Imports HDF5's C interface (package libhdf5-dev).
#include <hdf5.h>
