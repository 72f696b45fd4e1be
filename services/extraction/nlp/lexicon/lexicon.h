// Closed word lists that several stages and the fact rules share: what a title
// is, what makes a name an organization, which words never are names.
//
//   IsWord(WordClass::kTitleHead, "minister") == true
//
// Words are lower case. Thread-safe: constant tables.
#ifndef DATELINE_SERVICES_EXTRACTION_NLP_LEXICON_LEXICON_H_
#define DATELINE_SERVICES_EXTRACTION_NLP_LEXICON_LEXICON_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace dateline::nlp {

enum class WordClass : uint8_t {
  kTitleHead,         // minister, chairman: ends the name of an office.
  kStateTitle,        // president, minister: an office of state by itself.
  kTitleModifier,     // prime, deputy, foreign: stands before a title's head.
  kRank,              // general, colonel: before a name, but no office.
  kOccupation,        // lawyer, analyst: says what somebody is, not an office.
  kHonorific,         // mr, dr
  kNameParticle,      // al, bin, van: lower case inside a person's name.
  kGivenName,         // Very frequent given names of many languages.
  kOrganizationHead,  // ministry, council, bank
  kAgencyWord,        // news, times, tv: the organization is an outlet.
  kEventHead,         // summit, forum, cup
  kAgreementHead,     // treaty, accord, convention
  kFacilityHead,      // airport, stadium, palace
  kPlaceHead,         // river, mountains, district
  kGroupNoun,         // organization, bloc, movement: "the bloc" refers back.
  kClassNoun,         // country, company, politician: head of an informative "is a".
  kFunctionWord,      // Articles, prepositions, pronouns, conjunctions, auxiliaries.
  kPreposition,       // of, in, during
  kAuxiliary,         // be, have, do, modals
  kClauseWord,        // that, who, while: opens a clause.
  kAdverb,            // Adverbs that stand between subject and verb.
  kCalendarWord,      // Names of days and months.
  kNotAName,          // Capitalised words and abbreviations that name nobody (COVID, CEO, TV).
};

// True if `lower` belongs to the class.
bool IsWord(WordClass word_class, std::string_view lower);

// ASCII and common Latin letters in lower case; other bytes are kept.
std::string LowerCase(std::string_view text);

// First letter upper, rest lower case, also after hyphens and apostrophes:
// "JEAN-LUC" gives "Jean-Luc".
std::string TitleCase(std::string_view text);

// True if the first character is an upper-case letter.
bool StartsUpper(std::string_view text);

// True if `text` has at least two letters and all of them are upper case.
bool IsAllUpper(std::string_view text);

// True if the first character is a letter.
bool StartsWithLetter(std::string_view text);

// True if all characters are ASCII digits, commas or stops, beginning with a digit.
bool IsNumber(std::string_view text);

// "seven", "12", "1,200" as a number; -1 if it is none.
double NumberValue(std::string_view lower);

// "'s" after a possessor, or the apostrophe alone, straight or curly.
bool IsPossessiveMark(std::string_view form);

// "said", "recalled": their subject is mostly a person.
bool IsSpeechVerb(std::string_view lower);

// "ministry of health", "parliament": a body that every state has one of, so
// that its name needs the state. Lower case.
bool IsStateBody(std::string_view lower);

}  // namespace dateline::nlp

#endif  // DATELINE_SERVICES_EXTRACTION_NLP_LEXICON_LEXICON_H_
