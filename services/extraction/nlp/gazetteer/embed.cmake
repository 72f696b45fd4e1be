# Writes a source file that holds a text file as a string literal.
#   cmake -DINPUT=gazetteer.tsv -DOUTPUT=gazetteer_data.cc -P embed.cmake
file(READ "${INPUT}" content)
string(FIND "${content}" ")TSV\"" terminator)
if(NOT terminator EQUAL -1)
  message(FATAL_ERROR "${INPUT} contains the raw string terminator )TSV\"")
endif()
file(WRITE "${OUTPUT}" "// Written by embed.cmake from ${INPUT}: do not edit.
#include \"services/extraction/nlp/gazetteer/gazetteer_data.h\"

namespace dateline::nlp {

std::string_view GazetteerData() {
  static constexpr char kData[] = R\"TSV(${content})TSV\";
  return std::string_view(kData, sizeof(kData) - 1);
}

}  // namespace dateline::nlp
")
