// Stops the fuzzer where a property does not hold.
#ifndef DATELINE_TESTS_FUZZ_FUZZ_CHECK_H_
#define DATELINE_TESTS_FUZZ_FUZZ_CHECK_H_

#include <cstdio>
#include <cstdlib>

#define FUZZ_CHECK(condition)                                                             \
  do {                                                                                    \
    if (!(condition)) {                                                                   \
      std::fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition); \
      std::abort();                                                                       \
    }                                                                                     \
  } while (false)

#endif  // DATELINE_TESTS_FUZZ_FUZZ_CHECK_H_
