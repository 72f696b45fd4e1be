// Tells ThreadSanitizer what absl::Mutex, CondVar and Notification do.
//
// The distribution's Abseil is built without ThreadSanitizer, which then takes
// everything that they guard for a race. In the tsan preset this file is linked
// into every executable and the linker (--wrap, see cmake/ThreadSanitizer.cmake)
// leads our calls of them through here. Not part of any other build.
#include <sanitizer/tsan_interface.h>

#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"

extern "C" {
void AnnotateIgnoreReadsBegin(const char* file, int line);
void AnnotateIgnoreReadsEnd(const char* file, int line);
}

namespace {

// Conditions of other threads' Await() are evaluated by whoever unlocks, inside
// Abseil, where the lock is held but ThreadSanitizer was told that it is not.
// They only read.
class IgnoreReads {
 public:
  IgnoreReads() { AnnotateIgnoreReadsBegin(__FILE__, __LINE__); }
  ~IgnoreReads() { AnnotateIgnoreReadsEnd(__FILE__, __LINE__); }
};

// `call` acquires the lock.
template <typename Call>
void Acquire(absl::Mutex* mutex, unsigned flags, Call call) {
  __tsan_mutex_pre_lock(mutex, flags);
  {
    IgnoreReads ignore;
    call();
  }
  __tsan_mutex_post_lock(mutex, flags, 0);
}

template <typename Call>
void Release(absl::Mutex* mutex, unsigned flags, Call call) {
  __tsan_mutex_pre_unlock(mutex, flags);
  {
    IgnoreReads ignore;
    call();
  }
  __tsan_mutex_post_unlock(mutex, flags);
}

// `call` lets go of the lock and takes it again.
template <typename Call>
auto Wait(absl::Mutex* mutex, Call call) {
  __tsan_mutex_pre_unlock(mutex, 0);
  __tsan_mutex_post_unlock(mutex, 0);
  __tsan_mutex_pre_lock(mutex, 0);
  struct Relock {
    absl::Mutex* mutex;
    ~Relock() { __tsan_mutex_post_lock(mutex, 0, 0); }
  } relock{mutex};
  IgnoreReads ignore;
  return call();
}

}  // namespace

// The real function `name` and its replacement, under their linker names.
#define DATELINE_WRAP(result, name, ...)        \
  extern "C" result __real_##name(__VA_ARGS__); \
  extern "C" result __wrap_##name(__VA_ARGS__)

DATELINE_WRAP(void, _ZN4absl7debian35Mutex4LockEv, absl::Mutex* mutex) {
  Acquire(mutex, 0, [&] { __real__ZN4absl7debian35Mutex4LockEv(mutex); });
}
DATELINE_WRAP(void, _ZN4absl7debian35Mutex6UnlockEv, absl::Mutex* mutex) {
  Release(mutex, 0, [&] { __real__ZN4absl7debian35Mutex6UnlockEv(mutex); });
}
DATELINE_WRAP(void, _ZN4absl7debian35Mutex10ReaderLockEv, absl::Mutex* mutex) {
  Acquire(mutex, __tsan_mutex_read_lock,
          [&] { __real__ZN4absl7debian35Mutex10ReaderLockEv(mutex); });
}
DATELINE_WRAP(void, _ZN4absl7debian35Mutex12ReaderUnlockEv, absl::Mutex* mutex) {
  Release(mutex, __tsan_mutex_read_lock,
          [&] { __real__ZN4absl7debian35Mutex12ReaderUnlockEv(mutex); });
}
DATELINE_WRAP(void, _ZN4absl7debian35Mutex8LockWhenERKNS0_9ConditionE, absl::Mutex* mutex,
              const absl::Condition* condition) {
  Acquire(mutex, 0,
          [&] { __real__ZN4absl7debian35Mutex8LockWhenERKNS0_9ConditionE(mutex, condition); });
}
DATELINE_WRAP(void, _ZN4absl7debian35Mutex5AwaitERKNS0_9ConditionE, absl::Mutex* mutex,
              const absl::Condition* condition) {
  Wait(mutex, [&] { __real__ZN4absl7debian35Mutex5AwaitERKNS0_9ConditionE(mutex, condition); });
}
DATELINE_WRAP(bool, _ZN4absl7debian35Mutex16AwaitWithTimeoutERKNS0_9ConditionENS0_8DurationE,
              absl::Mutex* mutex, const absl::Condition* condition, absl::Duration timeout) {
  return Wait(mutex, [&] {
    return __real__ZN4absl7debian35Mutex16AwaitWithTimeoutERKNS0_9ConditionENS0_8DurationE(
        mutex, condition, timeout);
  });
}
DATELINE_WRAP(bool, _ZN4absl7debian35Mutex17AwaitWithDeadlineERKNS0_9ConditionENS0_4TimeE,
              absl::Mutex* mutex, const absl::Condition* condition, absl::Time deadline) {
  return Wait(mutex, [&] {
    return __real__ZN4absl7debian35Mutex17AwaitWithDeadlineERKNS0_9ConditionENS0_4TimeE(
        mutex, condition, deadline);
  });
}
DATELINE_WRAP(void, _ZN4absl7debian37CondVar4WaitEPNS0_5MutexE, absl::CondVar* changed,
              absl::Mutex* mutex) {
  Wait(mutex, [&] { __real__ZN4absl7debian37CondVar4WaitEPNS0_5MutexE(changed, mutex); });
}
DATELINE_WRAP(bool, _ZN4absl7debian37CondVar16WaitWithDeadlineEPNS0_5MutexENS0_4TimeE,
              absl::CondVar* changed, absl::Mutex* mutex, absl::Time deadline) {
  return Wait(mutex, [&] {
    return __real__ZN4absl7debian37CondVar16WaitWithDeadlineEPNS0_5MutexENS0_4TimeE(changed, mutex,
                                                                                    deadline);
  });
}
DATELINE_WRAP(bool, _ZN4absl7debian37CondVar15WaitWithTimeoutEPNS0_5MutexENS0_8DurationE,
              absl::CondVar* changed, absl::Mutex* mutex, absl::Duration timeout) {
  return Wait(mutex, [&] {
    return __real__ZN4absl7debian37CondVar15WaitWithTimeoutEPNS0_5MutexENS0_8DurationE(
        changed, mutex, timeout);
  });
}
DATELINE_WRAP(void, _ZN4absl7debian312Notification6NotifyEv, absl::Notification* notification) {
  __tsan_release(notification);
  __real__ZN4absl7debian312Notification6NotifyEv(notification);
}
DATELINE_WRAP(void, _ZNK4absl7debian312Notification19WaitForNotificationEv,
              const absl::Notification* notification) {
  __real__ZNK4absl7debian312Notification19WaitForNotificationEv(notification);
  __tsan_acquire(const_cast<absl::Notification*>(notification));
}
DATELINE_WRAP(bool, _ZNK4absl7debian312Notification30WaitForNotificationWithTimeoutENS0_8DurationE,
              const absl::Notification* notification, absl::Duration timeout) {
  const bool notified =
      __real__ZNK4absl7debian312Notification30WaitForNotificationWithTimeoutENS0_8DurationE(
          notification, timeout);
  if (notified) __tsan_acquire(const_cast<absl::Notification*>(notification));
  return notified;
}
