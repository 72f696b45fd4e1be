#include "tools/dateline/fact_text.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "common/base/strings.h"
#include "common/fact/vocabulary.h"

namespace dateline::cli {
namespace {

// The name of a proto enumerator: enumerators have the same numbers as those of
// common/fact.
template <typename Enum, typename Proto>
std::string_view ProtoName(Proto value) {
  return NameOf(static_cast<Enum>(value));
}

std::string NumberText(double number) {
  if (std::floor(number) == number && std::abs(number) < 1e15) {
    return absl::StrFormat("%.0f", number);
  }
  return absl::StrFormat("%g", number);
}

// "2021-08-23 09:45" of "2021-08-23T09:45:00"; a date stays as it is.
std::string MomentWords(std::string_view moment) {
  std::string words(moment.substr(0, 16));
  std::replace(words.begin(), words.end(), 'T', ' ');
  return words;
}

std::string PeriodText(const std::string& start, const std::string& end) {
  if (start.empty() && end.empty()) return "";
  if (end.empty()) return "from " + start;
  if (start.empty()) return "until " + end;
  if (start == end) return start;
  const bool one_day =
      start.size() == 16 && end.size() == 16 && start.starts_with(end.substr(0, 10));
  return one_day ? StrCat(start, "-", end.substr(11)) : StrCat(start, " to ", end);
}

std::string RelationLine(std::string_view predicate, const fact::v1::Relation& relation) {
  std::string position;
  std::vector<std::string> others;
  for (const fact::v1::Qualifier& qualifier : relation.qualifiers()) {
    if (predicate == "holds_position" && qualifier.name() == "position") {
      position = ValueText(qualifier.value());
    } else {
      others.push_back(StrCat(Words(qualifier.name()), " ", ValueText(qualifier.value())));
    }
  }
  std::string line = relation.subject().name();
  if (predicate == "is_a") {
    const std::string what = ValueText(relation.object());
    const bool vowel = what.find_first_of("aeiouAEIOU") == 0;
    StrAppend(&line, vowel ? " is an " : " is a ", what);
  } else if (!position.empty()) {
    StrAppend(&line, ": ", position, " of ", ValueText(relation.object()));
  } else {
    StrAppend(&line, " ", Words(predicate), " ", ValueText(relation.object()));
  }
  if (!others.empty()) StrAppend(&line, " (", absl::StrJoin(others, ", "), ")");
  return line;
}

std::string StatementLine(const fact::v1::Statement& statement) {
  std::string line = StrCat(statement.speaker().name(), ": ");
  if (statement.quoted()) {
    StrAppend(&line, "“", statement.content(), "”");
  } else {
    StrAppend(&line, statement.content());
  }
  if (statement.has_addressee()) StrAppend(&line, " (to ", statement.addressee().name(), ")");
  return line;
}

std::string ClaimLine(const fact::v1::Claim& claim) {
  std::string line = StrCat(claim.subject().text(), " ", claim.relation());
  for (const fact::v1::Phrase& object : claim.objects()) StrAppend(&line, " ", object.text());
  return line;
}

}  // namespace

std::string Words(std::string_view name) {
  return absl::StrReplaceAll(AbslView(name), {{"_", " "}});
}

std::string Count(uint64_t number, std::string_view noun) {
  return StrCat(number, " ", noun, number == 1 ? "" : "s");
}

std::string TypeText(fact::v1::EntityType type) { return std::string(ProtoName<EntityType>(type)); }

std::string KindText(fact::v1::FactKind kind) { return std::string(ProtoName<FactKind>(kind)); }

std::string ValueText(const fact::v1::Value& value) {
  switch (value.value_case()) {
    case fact::v1::Value::kEntity:
      return value.entity().name();
    case fact::v1::Value::kText:
      return value.text();
    case fact::v1::Value::kTime:
      return TimeText(value.time());
    case fact::v1::Value::kNumber:
      return NumberText(value.number());
    case fact::v1::Value::VALUE_NOT_SET:
      return "";
  }
  return "";
}

std::string TimeText(const fact::v1::TimeInterval& time) {
  // EDTF knows the months, years and decades that the ends alone spell out; its
  // intervals, open ends and times of day are not for people.
  std::string text = time.edtf();
  std::erase(text, '~');
  if (text.empty() || text.find_first_of("/T.") != std::string::npos) {
    text = PeriodText(MomentWords(time.start()), MomentWords(time.end()));
  }
  return time.approximate() && !text.empty() ? "~" + text : text;
}

std::string RoleText(const fact::v1::Event& event, std::string_view role) {
  std::vector<std::string> names;
  for (const fact::v1::RoleFiller& filler : event.roles()) {
    if (filler.role() == role) names.push_back(ValueText(filler.value()));
  }
  return absl::StrJoin(names, ", ");
}

std::string RolesText(const fact::v1::Event& event,
                      const std::vector<std::string_view>& roles_left_out) {
  std::vector<std::string_view> roles;
  for (const fact::v1::RoleFiller& filler : event.roles()) {
    const std::string_view role = filler.role();
    const bool left_out =
        std::find(roles_left_out.begin(), roles_left_out.end(), role) != roles_left_out.end();
    if (!left_out && std::find(roles.begin(), roles.end(), role) == roles.end()) {
      roles.push_back(role);
    }
  }
  std::vector<std::string> parts;
  for (const std::string_view role : roles) {
    const std::string label = role == "participant" ? "" : Words(role) + " ";
    parts.push_back(label + RoleText(event, role));
  }
  return absl::StrJoin(parts, "; ");
}

std::string FactLine(const fact::v1::FactContent& content) {
  switch (content.content_case()) {
    case fact::v1::FactContent::kRelation:
      return RelationLine(content.type(), content.relation());
    case fact::v1::FactContent::kEvent:
      return StrCat(content.type(), ": ", RolesText(content.event(), {}));
    case fact::v1::FactContent::kStatement:
      return StatementLine(content.statement());
    case fact::v1::FactContent::kClaim:
      return ClaimLine(content.claim());
    case fact::v1::FactContent::CONTENT_NOT_SET:
      return "";
  }
  return "";
}

std::string FactualityText(const fact::v1::Factuality& factuality) {
  std::vector<std::string> parts;
  if (factuality.polarity() == fact::v1::POLARITY_NEGATIVE) parts.emplace_back("denied");
  if (factuality.status() != fact::v1::FACT_STATUS_UNSPECIFIED &&
      factuality.status() != fact::v1::FACT_STATUS_ACTUAL) {
    parts.emplace_back(ProtoName<FactStatus>(factuality.status()));
  }
  if (factuality.certainty() == fact::v1::CERTAINTY_PROBABLE ||
      factuality.certainty() == fact::v1::CERTAINTY_POSSIBLE) {
    parts.emplace_back(ProtoName<Certainty>(factuality.certainty()));
  }
  return absl::StrJoin(parts, ", ");
}

std::string EventStatusText(const fact::v1::Factuality& factuality, std::string_view event_type) {
  std::string text = FactualityText(factuality);
  if (!text.empty()) return text;
  const bool held = event_type.starts_with("contact.") || event_type == "event.held";
  return held ? "held" : "happened";
}

std::string SourcesText(const query::v1::Fact& fact) {
  return StrCat(Count(fact.report_count(), "report"), ", ", Count(fact.origin_count(), "origin"));
}

std::string ChainText(const google::protobuf::RepeatedPtrField<fact::v1::AttributionLink>& chain) {
  std::vector<std::string> links;
  for (const fact::v1::AttributionLink& link : chain) {
    std::string text = link.source().name();
    if (!link.cue().empty()) StrAppend(&text, " (", link.cue(), ")");
    links.push_back(std::move(text));
  }
  return absl::StrJoin(links, " > ");
}

std::string PublishersText(const query::v1::Fact& fact) {
  std::vector<std::string> publishers;
  for (const fact::v1::Attestation& attestation : fact.attestations()) {
    const std::string name = attestation.publisher().empty() ? "unknown" : attestation.publisher();
    if (std::find(publishers.begin(), publishers.end(), name) == publishers.end()) {
      publishers.push_back(name);
    }
  }
  return absl::StrJoin(publishers, ", ");
}

std::string MomentText(const google::protobuf::Timestamp& moment) {
  if (moment.seconds() == 0 && moment.nanos() == 0) return "";
  return absl::FormatTime("%Y-%m-%d %H:%M:%S", absl::FromUnixSeconds(moment.seconds()),
                          absl::UTCTimeZone());
}

}  // namespace dateline::cli
