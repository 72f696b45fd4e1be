# One target per library, with explicit sources and dependencies.
#
#   dateline_library(dateline_text SOURCES utf8.cc HEADERS utf8.h DEPS dateline_base)
#   dateline_binary(dateline-query SOURCES main.cc DEPS ...)
#   dateline_test(utf8_test SOURCES utf8_test.cc DEPS dateline_text)

include(GNUInstallDirs)

set(DATELINE_WARNINGS -Wall -Wextra -Wno-unused-parameter -Wnon-virtual-dtor -Wshadow=local)

function(_dateline_common target)
  target_compile_features(${target} PUBLIC cxx_std_20)
  target_compile_options(${target} PRIVATE ${DATELINE_WARNINGS})
endfunction()

# See cmake/ThreadSanitizer.cmake.
function(_dateline_sanitize target)
  if(TARGET dateline_tsan_absl_mutex)
    target_link_libraries(${target} PRIVATE dateline_tsan_absl_mutex)
  endif()
endfunction()

function(dateline_library target)
  cmake_parse_arguments(ARG "" "" "SOURCES;HEADERS;DEPS;PRIVATE_DEPS" ${ARGN})
  if(ARG_SOURCES)
    add_library(${target} STATIC ${ARG_SOURCES} ${ARG_HEADERS})
    target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR})
    target_link_libraries(${target} PUBLIC ${ARG_DEPS} PRIVATE ${ARG_PRIVATE_DEPS})
    _dateline_common(${target})
  else()
    add_library(${target} INTERFACE)
    target_include_directories(${target} INTERFACE ${PROJECT_SOURCE_DIR})
    target_link_libraries(${target} INTERFACE ${ARG_DEPS})
  endif()
endfunction()

function(dateline_binary target)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS" ${ARGN})
  add_executable(${target} ${ARG_SOURCES})
  target_link_libraries(${target} PRIVATE ${ARG_DEPS})
  # A fifth to a third of a recording was spent in the allocator. Sanitizers
  # bring their own.
  if(NOT DATELINE_SANITIZE)
    target_link_libraries(${target} PRIVATE PkgConfig::JEMALLOC)
  endif()
  _dateline_sanitize(${target})
  _dateline_common(${target})
  set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
endfunction()

function(dateline_test target)
  cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;DEPS;ARGS" ${ARGN})
  add_executable(${target} ${ARG_SOURCES})
  target_link_libraries(${target} PRIVATE ${ARG_DEPS} GTest::gmock_main)
  _dateline_sanitize(${target})
  _dateline_common(${target})
  target_compile_definitions(${target} PRIVATE DATELINE_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 300)
  endif()
  add_test(NAME ${target} COMMAND ${target} ${ARG_ARGS})
  set_tests_properties(${target} PROPERTIES TIMEOUT ${ARG_TIMEOUT})
endfunction()
