// Imports libzip's C interface (package libzip-dev).
#include <zip.h>
