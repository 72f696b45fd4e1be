# Writes a source file that holds the pattern files as string literals.
#   cmake "-DFILES=a.textproto;b.textproto" -DFOLDER=... -DOUTPUT=... -P embed_patterns.cmake
set(entries "")
foreach(file IN LISTS FILES)
  file(READ "${FOLDER}/${file}" content)
  string(FIND "${content}" ")TEXT\"" terminator)
  if(NOT terminator EQUAL -1)
    message(FATAL_ERROR "${file} contains the raw string terminator )TEXT\"")
  endif()
  string(APPEND entries "      {\"${file}\", R\"TEXT(${content})TEXT\"},\n")
endforeach()
file(WRITE "${OUTPUT}" "// Written by embed_patterns.cmake: do not edit.
#include \"services/extraction/patterns/language/pattern_set.h\"

namespace dateline::patterns {

std::vector<PatternSource> BuiltinPatternFiles() {
  return {
${entries}  };
}

}  // namespace dateline::patterns
")
