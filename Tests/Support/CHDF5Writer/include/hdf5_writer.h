#pragma once
#include <stddef.h>

// Writes small HDF5 files and zip archives for tests, whole and hostile ones. A file is described by
// lines, fields divided by tabs:
//   group PATH
//   texts PATH NAME TEXT...        an attribute of texts of fixed length
//   strings PATH NAME TEXT...      an attribute of texts of any length
//   empty PATH NAME                an attribute of no texts
//   data PATH TYPE DIMENSION...    a data set; TYPE is f16, f32, f64, f32be or i32
//   sparse PATH DIMENSION...       a data set of f32 whose elements are never written
//   chunked PATH DIMENSION...      a data set of f32 in pieces
//   compressed PATH DIMENSION...   a data set of f32, deflated
//   compact PATH DIMENSION...      a data set of f32 within its header
//   unwritten PATH DIMENSION...    a data set of f32 without a place
//   outside PATH FILE DIMENSION... a data set of f32 whose elements lie in another file
//   hard PATH TARGET               a second name
//   soft PATH TARGET               a symbolic link
//   external PATH FILE TARGET      a link to another file
// Groups on the way are made. Data sets take their elements one after the other from `values`.
//
// It is done by a process of its own, as the library must not be in use when others are started.
// Returns 0, or the number of the line that failed.
int custos_write_hdf5(const char *path, const char *lines, const double *values, size_t count);

// Packs `member` of the name `name` into a new zip archive; `method` is that of libzip, 0 to store
// and 8 to deflate. Returns 0 or an error of libzip.
int custos_write_zip(const char *path, const char *name, const char *member, int method);
