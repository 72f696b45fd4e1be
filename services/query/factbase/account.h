// An account: one distinct way in which members of a block tell of a fact. It
// holds all that decides which accounts are one fact (components.h), however
// many members share it, so that a block can be judged by its accounts alone:
// a thousand copies of one report are one account.
//
//   const Account account = AccountOf(member);
//   accounts.try_emplace(account.signature, account);
//
// Plain values to be stored as they are; thread-safe like any value.
#ifndef DATELINE_SERVICES_QUERY_FACTBASE_ACCOUNT_H_
#define DATELINE_SERVICES_QUERY_FACTBASE_ACCOUNT_H_

#include <string>
#include <string_view>
#include <vector>

#include "services/query/factbase/member.h"

namespace dateline::query {

// Every list is sorted and holds each of its items once.
struct Account {
  // Equal signatures, equal accounts. Empty where all members of a block are
  // one fact whatever they say.
  std::string signature;
  // Events: value keys of those who take part.
  std::vector<std::string> parts;
  // Events: the organizations among them that take part as such.
  std::vector<std::string> bodies;
  // Events: entity ids.
  std::vector<std::string> places;
  // Events: the places that stand in a catalogue.
  std::vector<CataloguedPlace> catalogued;
  // Events: there is a chair or a host, so it is more than a talk of two.
  bool conference = false;

  friend bool operator==(const Account&, const Account&) = default;
};

Account AccountOf(const Member& member);

// The id of the fact that the accounts of a component are; `signature` is the
// smallest among them.
std::string FactIdOf(std::string_view block, std::string_view signature);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_FACTBASE_ACCOUNT_H_
