// Facts in words, for tables and lines.
//
// Works on the messages that the query service answers. Pure functions;
// thread-safe.
#ifndef DATELINE_TOOLS_DATELINE_FACT_TEXT_H_
#define DATELINE_TOOLS_DATELINE_FACT_TEXT_H_

#include <google/protobuf/timestamp.pb.h>

#include <string>
#include <string_view>
#include <vector>

#include "dateline/fact/v1/fact.pb.h"
#include "dateline/query/v1/query.pb.h"

namespace dateline::cli {

// A value as a person would write it: a name, the words, a time, "6".
std::string ValueText(const fact::v1::Value& value);

// "2021-08-23", "1992", "2021-09-02 to 2021-09-04", "from 2021-08-01", "2021-08-23
// 09:45", "2021-08-23 06:00-11:59", "~2021-06"; empty if nothing is stated.
std::string TimeText(const fact::v1::TimeInterval& time);

// The fact in one line:
//   Kenji Abara: mayor of Port Lazar
//   contact.meet: chair Ana Ruiz; Norland, Sudland
//   Ana Ruiz: “We agreed.” (to Radio Lazar)
std::string FactLine(const fact::v1::FactContent& content);

// Who and what takes part in an event, without `roles_left_out`, each with its
// role but participants: "chair Ana Ruiz; Norland, Sudland".
std::string RolesText(const fact::v1::Event& event,
                      const std::vector<std::string_view>& roles_left_out);

// Fillers of one role, joined by ", "; empty if it has none.
std::string RoleText(const fact::v1::Event& event, std::string_view role);

// What is unusual about how sure it is: "planned", "denied, possible"; empty
// for what is simply asserted.
std::string FactualityText(const fact::v1::Factuality& factuality);

// As FactualityText, but "held" (of a meeting or a named event) or "happened"
// where nothing is unusual: for timelines.
std::string EventStatusText(const fact::v1::Factuality& factuality, std::string_view event_type);

// "12 reports, 2 origins".
std::string SourcesText(const query::v1::Fact& fact);

// "Lazar Post > Norland News Agency > Ana Ruiz (said)".
std::string ChainText(const google::protobuf::RepeatedPtrField<fact::v1::AttributionLink>& chain);

// Publishers of the attestations, each once, joined by ", ".
std::string PublishersText(const query::v1::Fact& fact);

// "holds position" for "holds_position".
std::string Words(std::string_view name);

// "1 report", "2 reports".
std::string Count(uint64_t number, std::string_view noun);

// "PERSON", "ORGANIZATION" ...; empty for UNSPECIFIED.
std::string TypeText(fact::v1::EntityType type);

// "relation", "event", "statement", "claim".
std::string KindText(fact::v1::FactKind kind);

// "2026-11-22 10:15:03" (UTC); empty if unset.
std::string MomentText(const google::protobuf::Timestamp& moment);

}  // namespace dateline::cli

#endif  // DATELINE_TOOLS_DATELINE_FACT_TEXT_H_
