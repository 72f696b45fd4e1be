// A machine with a slow disk and a clock that jumps, for the one process that this
// is preloaded into:
//
//   LD_PRELOAD=libfaulty_machine.so DATELINE_FAULTS=/tmp/faults dateline-query ...
//
// The file holds two numbers, mapped and read at each use: milliseconds that each
// sync of a file takes longer, and seconds by which the clock of the day is wrong.
// Both may change at any time. Waits until a moment of the clock of the day are
// moved along, as a kernel whose clock was set would.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

struct faults {
  int64_t sync_milliseconds;
  int64_t clock_seconds;
};

static const volatile struct faults none;
static const volatile struct faults* faults = &none;

__attribute__((constructor)) static void map_faults(void) {
  const char* path = getenv("DATELINE_FAULTS");
  const int file = path == NULL ? -1 : open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return;
  void* mapped = mmap(NULL, sizeof(struct faults), PROT_READ, MAP_SHARED, file, 0);
  if (mapped != MAP_FAILED) faults = mapped;
  close(file);
}

// The library's own, past this one: six arguments are what system calls have.
static long kernel(long number, long a, long b, long c, long d, long e, long f) {
  register long r10 __asm__("r10") = d;
  register long r8 __asm__("r8") = e;
  register long r9 __asm__("r9") = f;
  long result;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                   : "rcx", "r11", "memory");
  if (result < 0 && result > -4096) {
    errno = (int)-result;
    return -1;
  }
  return result;
}

static int is_clock_of_the_day(clockid_t clock) {
  return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE;
}

int clock_gettime(clockid_t clock, struct timespec* now) {
  const long result = kernel(SYS_clock_gettime, clock, (long)now, 0, 0, 0, 0);
  if (result == 0 && is_clock_of_the_day(clock)) now->tv_sec += faults->clock_seconds;
  return (int)result;
}

int gettimeofday(struct timeval* now, void* zone) {
  const long result = kernel(SYS_gettimeofday, (long)now, (long)zone, 0, 0, 0, 0);
  if (result == 0) now->tv_sec += faults->clock_seconds;
  return (int)result;
}

time_t time(time_t* out) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (out != NULL) *out = now.tv_sec;
  return now.tv_sec;
}

// Futexes are waited for until a moment of the clock of the day by Abseil.
long syscall(long number, ...) {
  va_list list;
  va_start(list, number);
  long a[6];
  for (int i = 0; i < 6; ++i) a[i] = va_arg(list, long);
  va_end(list);
  struct timespec moved;
  if (number == SYS_futex && a[3] != 0 && (a[1] & FUTEX_CLOCK_REALTIME) != 0 &&
      (a[1] & FUTEX_CMD_MASK) == FUTEX_WAIT_BITSET) {
    moved = *(const struct timespec*)a[3];
    moved.tv_sec -= faults->clock_seconds;
    if (moved.tv_sec < 0) moved.tv_sec = 0;
    a[3] = (long)&moved;
  }
  return kernel(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

int pthread_cond_clockwait(pthread_cond_t* condition, pthread_mutex_t* mutex, clockid_t clock,
                           const struct timespec* until) {
  static int (*real)(pthread_cond_t*, pthread_mutex_t*, clockid_t, const struct timespec*);
  if (real == NULL) *(void**)&real = dlsym(RTLD_NEXT, "pthread_cond_clockwait");
  struct timespec moved = *until;
  if (is_clock_of_the_day(clock)) moved.tv_sec -= faults->clock_seconds;
  return real(condition, mutex, clock, &moved);
}

static void be_slow(void) {
  const int64_t wait = faults->sync_milliseconds;
  if (wait <= 0) return;
  struct timespec left = {wait / 1000, wait % 1000 * 1000000};
  kernel(SYS_nanosleep, (long)&left, 0, 0, 0, 0, 0);
}

int fsync(int file) {
  be_slow();
  return (int)kernel(SYS_fsync, file, 0, 0, 0, 0, 0);
}

int fdatasync(int file) {
  be_slow();
  return (int)kernel(SYS_fdatasync, file, 0, 0, 0, 0, 0);
}
