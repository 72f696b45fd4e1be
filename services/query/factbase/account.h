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

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "services/query/factbase/member.h"

namespace dateline::query {

// Days since 1970-01-01, both inclusive; everything where nothing is known.
struct DayWindow {
  static constexpr int64_t kFar = 10'000'000;  // Beyond all years with four digits.
  int64_t first = -kFar;
  int64_t last = kFar;
  friend bool operator==(const DayWindow&, const DayWindow&) = default;
};

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

  // Undated events and claims, which are one only within a story:
  bool of_story = false;
  // Marks of the story of the document.
  std::vector<uint32_t> story;
  // Marks of names: accounts that share none are not one, whatever they say.
  // Empty where a block is small enough to compare all.
  std::vector<uint32_t> filed_under;
  // Role and entity, of roles in which two different entities are two facts.
  std::vector<std::string> fillers;
  // When it may have happened.
  DayWindow window;

  // Stems. Events: of the triggers, of tolls instead what happened; statements:
  // of the content; claims: of the subject and the objects.
  std::vector<std::string> words;
  // Statements and claims: the numbers that it gives. Events: its tolls.
  std::vector<std::string> numbers;
  // Statements and claims: says that it is not so.
  bool denied = false;

  friend bool operator==(const Account&, const Account&) = default;
};

Account AccountOf(const Member& member);

// Stems of the words that say the fact (Evidence::triggers), sorted, each once.
std::vector<std::string> TriggerStems(const Attestation& attestation);

// The id of the fact that the accounts of a component are; `signature` is the
// smallest among them.
std::string FactIdOf(std::string_view block, std::string_view signature);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_FACTBASE_ACCOUNT_H_
