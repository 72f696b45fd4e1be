// What words say about the gender of the person they name or describe:
// honorifics, kin and office nouns, and very frequent given names of many
// languages that one gender bears almost alone.
//
//   GenderOfWord("mrs") == Gender::kFemale
//
// Words are lower case. Thread-safe: constant tables.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_ENTITIES_GENDER_WORDS_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_ENTITIES_GENDER_WORDS_H_

#include <cstdint>
#include <string_view>

namespace dateline::nlp {

enum class Gender : uint8_t { kUnknown, kMale, kFemale };

// Of a word before or in a description: "mrs", "queen", "spokesman", "wife".
Gender GenderOfWord(std::string_view lower);

// Of a given name.
Gender GenderOfGivenName(std::string_view lower);

// Of a personal pronoun of the third person: "he", "hers".
Gender GenderOfPronoun(std::string_view lower);

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_ENTITIES_GENDER_WORDS_H_
