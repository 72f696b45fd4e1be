// The model bundle for English, linked into the program.
//
//   DATELINE_ASSIGN_OR_RETURN(auto bundle, Bundle::FromStaticBytes(EnglishBundleBytes()));
//
// The file is services/extraction/data/english.bundle; its model card is
// docs/models/english.md.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_MODEL_ENGLISH_BUNDLE_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_MODEL_ENGLISH_BUNDLE_H_

#include <string_view>

namespace dateline::nlp {

// Starts at a multiple of 64; valid as long as the program runs.
std::string_view EnglishBundleBytes();

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_MODEL_ENGLISH_BUNDLE_H_
