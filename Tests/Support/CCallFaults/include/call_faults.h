#pragma once

// A library to preload into a program (LD_PRELOAD) that lets one of its calls to the system fail. The
// program itself knows nothing of it. Environment:
// CUSTOS_FAULT_KIND   "memory": malloc, calloc, realloc, aligned_alloc, strdup, asprintf and mmap give
//                     nothing (ENOMEM); "blocks": so does aligned_alloc alone; "files": calls on files, folders and sockets fail (EIO)
// CUSTOS_FAULT_AT     number of the call, from 1, that fails; 0 or none for never
// CUSTOS_FAULT_COUNT  file that takes the number of calls when the program ends by itself
//
// Only calls that the program makes itself, or libjpeg, libpng, zlib or jansson for it, count. Left out are
// those of the Swift runtime, which ends a program that has no memory for an object, and of libevent,
// which ends or forgets a connection.
enum { CUSTOS_FAULT_MODULES = 8 };
