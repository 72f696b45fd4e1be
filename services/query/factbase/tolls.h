// Tolls: how many people died or were hurt, as reports count them, and which
// counts cannot be of one event.
//
//   TollOf("at least seven people")            // from 7 upwards, of people
//   TollsExclude(*TollOf("Nine people"), *TollOf("11 people"))   // true
//
// English. Deterministic; thread-safe: pure functions.
#ifndef DATELINE_SERVICES_QUERY_FACTBASE_TOLLS_H_
#define DATELINE_SERVICES_QUERY_FACTBASE_TOLLS_H_

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "common/fact/fact.h"

namespace dateline::query {

// People counted.
struct Toll {
  double least = 0;
  double most = 0;  // May be infinite.
  // Who, folded ("villagers"); empty for people at large.
  std::string of;

  bool exact() const { return least == most; }
  friend bool operator==(const Toll&, const Toll&) = default;
};

// "Nine people", "at least 1,200 villagers", "about a dozen". Nothing for what
// does not count ("dozens of people"), names somebody, or adds to another count
// ("three others", "two of the crew").
std::optional<Toll> TollOf(std::string_view phrase);

// A toll as a value to show: a number where it is exact and of people at large.
Value ValueOf(const Toll& toll, std::string_view phrase);

// True if one event cannot have both: counts of the same that differ by more
// than rounding, or more of some than there are of all.
bool TollsExclude(const Toll& a, const Toll& b);

// The tolls that an event of death or injury gives; none for other facts, and
// for those that name a person.
std::vector<Toll> TollsOf(const FactContent& content);

// All numbers in a text, "seven" and "7" alike.
std::set<double> NumbersIn(std::string_view text);

// What a sentence says happened: numbers of kinds of misfortune ("blast" and
// "explosion" are one), ascending, below kMostMisfortunes. kApart is among them
// where it tells of another one than the one before ("a second blast").
inline constexpr uint32_t kMostMisfortunes = 64;
inline constexpr uint32_t kApart = kMostMisfortunes - 1;
std::vector<uint32_t> MisfortunesIn(std::string_view sentence);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_FACTBASE_TOLLS_H_
