# ThreadSanitizer with a prebuilt Abseil: leads our calls of its locks through
# common/testing/tsan_absl_mutex.cc, which says so. Included in the tsan preset.
add_library(dateline_tsan_absl_mutex OBJECT ${PROJECT_SOURCE_DIR}/common/testing/tsan_absl_mutex.cc)
target_compile_features(dateline_tsan_absl_mutex PUBLIC cxx_std_20)
target_link_libraries(dateline_tsan_absl_mutex PUBLIC absl::synchronization)

file(STRINGS ${PROJECT_SOURCE_DIR}/common/testing/tsan_absl_mutex.cc wrapped_lines
     REGEX "_ZNK?4absl[A-Za-z0-9_]*,")
foreach(line IN LISTS wrapped_lines)
  if(line MATCHES "(_ZNK?4absl[A-Za-z0-9_]*),")
    add_link_options(-Wl,--wrap=${CMAKE_MATCH_1})
  endif()
endforeach()
