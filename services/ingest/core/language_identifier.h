// Which language a text is in.
//
//   IdentifyLanguage("Der Rat hat den Plan am Montag angenommen, sagte ...")   // "de"
//
// CLD2 judges (83 languages, by groups of four letters); of texts too short for it
// English is told by its function words. Deterministic; thread-safe: pure functions.
#ifndef DATELINE_SERVICES_INGEST_CORE_LANGUAGE_IDENTIFIER_H_
#define DATELINE_SERVICES_INGEST_CORE_LANGUAGE_IDENTIFIER_H_

#include <string>
#include <string_view>

namespace dateline::ingest {

// BCP 47 tag of the language that most of the text is in ("en", "pt", "zh-Hant");
// "mul" where a good part is in another than English and none has most of it; empty
// where it is too short or too mixed to say. `declared` is what the page says
// of itself ("de-AT"), which decides only where the text does not. REQUIRES: `text`
// is well-formed UTF-8.
std::string IdentifyLanguage(std::string_view text, std::string_view declared = {});

// Whether a tag is English, of whatever region.
bool IsEnglish(std::string_view tag);

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_LANGUAGE_IDENTIFIER_H_
