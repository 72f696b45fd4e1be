// How far a name reaches: whether equal names in two documents speak of one.
//
//   ReachOf(EntityType::kPerson, "Ulla Tovich") == NameReach::kEverywhere
//   ReachOf(EntityType::kOrganization, "Ministry of Health") == NameReach::kCountry
//   ReachOf(EntityType::kOrganization, "the delegates") == NameReach::kDocument
//
// Looks at nothing but the name, so that it cannot depend on what was seen
// before. Thread-safe: a pure function.
#ifndef DATELINE_SERVICES_QUERY_FACTBASE_NAME_REACH_H_
#define DATELINE_SERVICES_QUERY_FACTBASE_NAME_REACH_H_

#include <string_view>

#include "common/fact/fact.h"

namespace dateline::query {

enum class NameReach {
  // Says nothing outside its document: a pronoun, a description in lower case, a
  // person's single word, common nouns alone ("Officials").
  kDocument,
  // An institution that every country has one of ("Parliament"), and parties
  // named for what they stand for ("Democratic Party").
  kCountry,
  // A name.
  kEverywhere,
};

NameReach ReachOf(EntityType type, std::string_view name);

// Written without a capital: a description rather than a name.
bool IsDescription(std::string_view name);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_FACTBASE_NAME_REACH_H_
