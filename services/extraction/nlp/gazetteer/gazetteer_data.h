// The committed gazetteer (services/extraction/data/gazetteer.tsv), compiled in.
// gazetteer_data.cc is written at build time by embed.cmake.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_GAZETTEER_GAZETTEER_DATA_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_GAZETTEER_GAZETTEER_DATA_H_

#include <string_view>

namespace dateline::nlp {

// The file's bytes. Lives as long as the program.
std::string_view GazetteerData();

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_GAZETTEER_GAZETTEER_DATA_H_
