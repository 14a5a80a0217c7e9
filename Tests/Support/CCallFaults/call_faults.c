#define _GNU_SOURCE
#include "call_faults.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

// Addresses of the program and of the libraries whose calls count.
static struct { uintptr_t begin, end; } modules[CUSTOS_FAULT_MODULES];
static int module_count;
static bool fails_memory, fails_blocks, fails_files;
static long fault_at;
static atomic_long calls;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

// glibc's own names: dlsym may need memory itself.
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

static int note_module(struct dl_phdr_info *info, size_t size, void *context) {
  (void)size;
  (void)context;
  // The program comes first and has no name.
  static const char *const names[] = {"libjpeg", "libpng", "libz.", "libjansson"};
  bool counts = module_count == 0 && info->dlpi_name[0] == 0;
  for (size_t i = 0; i < sizeof names / sizeof names[0]; ++i)
    counts = counts || strstr(info->dlpi_name, names[i]) != NULL;
  for (int i = 0; counts && i < info->dlpi_phnum; ++i) {
    const ElfW(Phdr) *header = &info->dlpi_phdr[i];
    if (header->p_type != PT_LOAD || (header->p_flags & PF_X) == 0) continue;
    if (module_count == CUSTOS_FAULT_MODULES) abort();
    modules[module_count].begin = info->dlpi_addr + header->p_vaddr;
    modules[module_count].end = modules[module_count].begin + header->p_memsz;
    ++module_count;
  }
  return 0;
}

__attribute__((constructor)) static void prepare(void) {
  const char *kind = getenv("CUSTOS_FAULT_KIND");
  const char *at = getenv("CUSTOS_FAULT_AT");
  if (kind == NULL) return;
  dl_iterate_phdr(note_module, NULL);
  fault_at = at != NULL ? atol(at) : 0;
  fails_memory = strcmp(kind, "memory") == 0;
  fails_blocks = fails_memory || strcmp(kind, "blocks") == 0;
  fails_files = strcmp(kind, "files") == 0;
}

static bool fails(bool kind, const void *caller, int error_number) {
  if (!kind) return false;
  const uintptr_t address = (uintptr_t)caller;
  bool counts = false;
  for (int i = 0; i < module_count; ++i)
    counts = counts || (address >= modules[i].begin && address < modules[i].end);
  if (!counts || atomic_fetch_add(&calls, 1) + 1 != fault_at) return false;
  errno = error_number;
  return true;
}

#define MEMORY_FAILS fails(fails_memory, __builtin_return_address(0), ENOMEM)
#define FILE_FAILS fails(fails_files, __builtin_return_address(0), EIO)

// MARK: Memory

void *malloc(size_t size) { return MEMORY_FAILS ? NULL : __libc_malloc(size); }

void *calloc(size_t count, size_t size) {
  return MEMORY_FAILS ? NULL : __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size) {
  return MEMORY_FAILS ? NULL : __libc_realloc(memory, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  if (fails(fails_blocks, __builtin_return_address(0), ENOMEM)) return NULL;
  return __libc_memalign(alignment, size);
}

char *strdup(const char *text) {
  if (MEMORY_FAILS) return NULL;
  const size_t size = strlen(text) + 1;
  char *copy = __libc_malloc(size);
  return copy != NULL ? memcpy(copy, text, size) : NULL;
}

int asprintf(char **text, const char *format, ...) {
  if (MEMORY_FAILS) return -1;
  va_list arguments;
  va_start(arguments, format);
  const int count = vasprintf(text, format, arguments);
  va_end(arguments);
  return count;
}

void *mmap(void *address, size_t size, int protection, int flags, int descriptor, off_t offset) {
  if (MEMORY_FAILS) return MAP_FAILED;
  return REAL(mmap)(address, size, protection, flags, descriptor, offset);
}

// MARK: Files

int open(const char *path, int flags, ...) {
  mode_t mode = 0;
  if ((flags & O_CREAT) != 0) {
    va_list arguments;
    va_start(arguments, flags);
    mode = va_arg(arguments, mode_t);
    va_end(arguments);
  }
  return FILE_FAILS ? -1 : REAL(open)(path, flags, mode);
}

ssize_t read(int descriptor, void *data, size_t size) {
  return FILE_FAILS ? -1 : REAL(read)(descriptor, data, size);
}

// Half of the bytes come through before a write fails, as on a full disk. Standard error always takes
// them: what cannot be said cannot be checked.
ssize_t write(int descriptor, const void *data, size_t size) {
  if (descriptor == STDERR_FILENO || !FILE_FAILS) return REAL(write)(descriptor, data, size);
  const ssize_t written = REAL(write)(descriptor, data, size / 2);
  (void)written;
  errno = EIO;
  return -1;
}

int fstat(int descriptor, struct stat *status) {
  return FILE_FAILS ? -1 : REAL(fstat)(descriptor, status);
}

int stat(const char *path, struct stat *status) {
  return FILE_FAILS ? -1 : REAL(stat)(path, status);
}

int fsync(int descriptor) { return FILE_FAILS ? -1 : REAL(fsync)(descriptor); }

int rename(const char *from, const char *to) { return FILE_FAILS ? -1 : REAL(rename)(from, to); }

int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags) {
  return FILE_FAILS ? -1 : REAL(renameat2)(from_folder, from, to_folder, to, flags);
}

int mkdir(const char *path, mode_t mode) { return FILE_FAILS ? -1 : REAL(mkdir)(path, mode); }

DIR *opendir(const char *path) { return FILE_FAILS ? NULL : REAL(opendir)(path); }

struct dirent *readdir(DIR *folder) { return FILE_FAILS ? NULL : REAL(readdir)(folder); }

int socket(int domain, int type, int protocol) {
  return FILE_FAILS ? -1 : REAL(socket)(domain, type, protocol);
}

int bind(int descriptor, const struct sockaddr *address, socklen_t size) {
  return FILE_FAILS ? -1 : REAL(bind)(descriptor, address, size);
}

int listen(int descriptor, int length) { return FILE_FAILS ? -1 : REAL(listen)(descriptor, length); }

__attribute__((destructor)) static void report(void) {
  const char *path = getenv("CUSTOS_FAULT_COUNT");
  if (path == NULL) return;
  fails_memory = fails_blocks = fails_files = false;
  FILE *file = fopen(path, "w");
  if (file == NULL) return;
  fprintf(file, "%ld\n", atomic_load(&calls));
  fclose(file);
}
