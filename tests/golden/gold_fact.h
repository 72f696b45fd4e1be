// What a careful reader notes in an article: the lines of tests/data/gold,
// whose README specifies them.
#ifndef DATELINE_TESTS_GOLDEN_GOLD_FACT_H_
#define DATELINE_TESTS_GOLDEN_GOLD_FACT_H_

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/fact/fact.h"
#include "common/time/time_interval.h"

namespace dateline::golden {

struct GoldFact {
  std::string id;  // "04-07": article and line.
  FactKind kind = FactKind::kUnspecified;
  std::string type;      // Empty for statements.
  std::string subject;   // Of a statement: the speaker.
  std::string object;    // Relations only.
  std::string content;   // Statements only.
  std::string evidence;  // Relations and events; white space collapsed.
  std::string position;  // Of holds_position.
  bool quoted = false;
  std::map<std::string, std::vector<std::string>> roles;  // Events only.
  std::optional<TimeInterval> time;
  FactStatus status = FactStatus::kActual;
};

// One file. INVALID_ARGUMENT with the line for anything that the specification
// does not allow: an unknown kind, predicate, event type or status, a missing
// field, a time that does not exist.
absl::StatusOr<std::vector<GoldFact>> LoadGold(const std::filesystem::path& path);

}  // namespace dateline::golden

#endif  // DATELINE_TESTS_GOLDEN_GOLD_FACT_H_
