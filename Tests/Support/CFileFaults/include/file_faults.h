#pragma once

// A library to preload into a program (LD_PRELOAD) that counts its operations on files it writes and
// kills it at one of them, as a power cut would. The program itself knows nothing of it.
//
// Counted are: creating, writing (half of the bytes reach the file before the kill), syncing, renaming
// and deleting files, making folders, opening and flushing C streams. Of the many writes to one file,
// which leave the same behind, only the first two and every 64th count. Environment:
// CUSTOS_FAULT_AT     number of the operation, from 1, before which SIGKILL comes; 0 or none for never
// CUSTOS_FAULT_COUNT  file that takes the number of operations when the program ends by itself
//
// The program is also ended, with CUSTOS_FAULT_UNSAFE as its exit code and a line on standard error,
// when it renames a file whose bytes are not synced, or goes on to another file or ends before the
// folder of a renamed one is synced.
enum { CUSTOS_FAULT_UNSAFE = 99 };
