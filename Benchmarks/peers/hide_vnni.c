/*
 * Preloaded into a process (LD_PRELOAD), makes an x86-64 CPU look as if it had AVX2 and FMA but
 * neither AVX-512, AVX-VNNI nor AMX, so that every engine takes its AVX2 kernels.
 *
 * The kernel lets CPUID fault where the CPU can (flag cpuid_fault in /proc/cpuinfo); the setting is a
 * thread's own, inherited by the threads and children it starts and reset by exec. The fault arrives
 * as SIGSEGV: the handler executes CPUID itself and clears the bits below (Intel SDM vol. 2, CPUID).
 * Where faulting is not to be had the process ends with status 69 and a sentence on stderr.
 *
 * setup_peers.sh builds it.
 */
#define _GNU_SOURCE
#include <asm/prctl.h>
#include <cpuid.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#define BIT(n) (1u << (n))

enum { cpuid_faults = 0, cpuid_works = 1, ex_unavailable = 69 };

static long set_cpuid(long mode) { return syscall(SYS_arch_prctl, ARCH_SET_CPUID, mode); }

/* Clears the bits of one answer, [eax, ebx, ecx, edx]. */
static void hide(unsigned leaf, unsigned subleaf, unsigned answer[4]) {
  if (leaf == 7 && subleaf == 0) {
    /* F, DQ, IFMA, PF, ER, CD, BW, VL */
    answer[1] &= ~(BIT(16) | BIT(17) | BIT(21) | BIT(26) | BIT(27) | BIT(28) | BIT(30) | BIT(31));
    /* VBMI, VBMI2, VNNI, BITALG, VPOPCNTDQ */
    answer[2] &= ~(BIT(1) | BIT(6) | BIT(11) | BIT(12) | BIT(14));
    /* 4VNNIW, 4FMAPS, VP2INTERSECT, AMX-BF16, FP16, AMX-TILE, AMX-INT8 */
    answer[3] &= ~(BIT(2) | BIT(3) | BIT(8) | BIT(22) | BIT(23) | BIT(24) | BIT(25));
  } else if (leaf == 7 && subleaf == 1) {
    /* AVX-VNNI, AVX512-BF16, AMX-FP16; AVX-VNNI-INT8, AMX-COMPLEX, AVX-VNNI-INT16, AVX10 */
    answer[0] &= ~(BIT(4) | BIT(5) | BIT(21));
    answer[3] &= ~(BIT(4) | BIT(8) | BIT(10) | BIT(19));
  } else if (leaf == 0xD && subleaf == 0) {
    /* The states that XSAVE covers: opmask, ZMM_Hi256, Hi16_ZMM, TILECFG, TILEDATA */
    answer[0] &= ~(BIT(5) | BIT(6) | BIT(7) | BIT(17) | BIT(18));
  } else if (leaf == 0x1D || leaf == 0x1E || leaf == 0x24) { /* AMX tiles, AMX TMUL, AVX10 */
    memset(answer, 0, 4 * sizeof *answer);
  }
}

/* Answers a faulting CPUID; any other fault is left to the default action. */
static void on_fault(int signal_number, siginfo_t *info, void *context) {
  static const unsigned char instruction[] = {0x0F, 0xA2};
  greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
  if (info->si_code != SI_KERNEL ||
      memcmp((const void *)registers[REG_RIP], instruction, sizeof instruction) != 0) {
    signal(signal_number, SIG_DFL);
    return;
  }
  unsigned leaf = (unsigned)registers[REG_RAX], subleaf = (unsigned)registers[REG_RCX];
  unsigned answer[4];
  set_cpuid(cpuid_works);
  __cpuid_count(leaf, subleaf, answer[0], answer[1], answer[2], answer[3]);
  set_cpuid(cpuid_faults);
  hide(leaf, subleaf, answer);
  registers[REG_RAX] = answer[0];
  registers[REG_RBX] = answer[1];
  registers[REG_RCX] = answer[2];
  registers[REG_RDX] = answer[3];
  registers[REG_RIP] += sizeof instruction;
}

__attribute__((constructor)) static void start(void) {
  static const char refusal[] =
      "VNNI cannot be hidden here: the CPU or the kernel does not let CPUID fault.\n";
  struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO};
  if (sigaction(SIGSEGV, &action, NULL) != 0 || set_cpuid(cpuid_faults) != 0) {
    const ssize_t written = write(STDERR_FILENO, refusal, sizeof refusal - 1);
    (void)written;
    _exit(ex_unavailable);
  }
}
