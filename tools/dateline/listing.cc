#include "tools/dateline/listing.h"

#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <cstdint>
#include <numeric>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/base/sha256.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/fact/vocabulary.h"
#include "tools/dateline/fact_text.h"

namespace dateline::cli {
namespace {

constexpr uint32_t kMaxPageSize = 1000;
constexpr uint32_t kCandidates = 4;

void RemarkChoice(const Context& context, const std::string& given,
                  const query::v1::SearchEntitiesResponse& found) {
  const query::v1::Entity& taken = found.entities(0);
  std::string remark =
      StrCat("“", given, "” is taken as ", taken.name(), " (", TypeText(taken.type()), ")");
  if (found.entities_size() > 1) {
    remark += "; others:";
    for (int i = 1; i < found.entities_size(); ++i) {
      const query::v1::Entity& other = found.entities(i);
      StrAppend(&remark, i > 1 ? "," : "", " ", other.name(), " ", other.id());
    }
  }
  context.Remark(remark);
}

// "; did you mean Ana Ruiz or Ana Riuz?" for what is spelt almost as asked.
std::string Meant(Client& client, query::v1::SearchEntitiesRequest request) {
  if (request.query().empty()) return "";
  request.set_fuzzy(true);
  const absl::StatusOr<query::v1::SearchEntitiesResponse> similar =
      client.Call(client.query(), &QueryStub::SearchEntities, request);
  std::string names;
  // Only a hint: where it cannot be had, the error stands without it.
  if (similar.ok()) {
    for (const query::v1::Entity& entity : similar->entities()) {
      StrAppend(&names, names.empty() ? "" : " or ", "“", entity.name(), "”");
    }
  }
  return names.empty() ? "" : StrCat("; did you mean ", names, "?");
}

// Letters to insert, take away or exchange to make one of the other.
size_t Distance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 0; i < a.size(); ++i) {
    size_t diagonal = row[0]++;
    for (size_t j = 0; j < b.size(); ++j) {
      const size_t exchanged = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({exchanged, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

// "; did you mean holds_position?" for a type that is written almost so.
std::string SimilarType(std::string_view given) {
  std::string_view best;
  size_t least = given.size() / 3 + 1;
  const auto offer = [&](std::string_view name) {
    // "meet" for "contact.meet".
    const size_t dot = name.find('.');
    const size_t distance =
        std::min(Distance(given, name),
                 dot == std::string_view::npos ? SIZE_MAX : Distance(given, name.substr(dot + 1)));
    if (distance >= least) return;
    least = distance;
    best = name;
  };
  for (const PredicateInfo& predicate : Predicates()) offer(predicate.name);
  for (const EventTypeInfo& event : EventTypes()) offer(event.name);
  return best.empty() ? "" : StrCat("; did you mean ", best, "?");
}

}  // namespace

CLI::Option* AddRepeatable(CLI::App* command, const std::string& name,
                           std::vector<std::string>* values, const std::string& description) {
  return command->add_option(name, *values, description)->allow_extra_args(false);
}

void AddReadingFlags(CLI::App* command, ListingFlags* flags) {
  command->add_flag("--json", flags->json, "One JSON object a line, for programs");
  command
      ->add_option("--known-at", flags->known_at,
                   "Read the fact base as of this moment (RFC 3339, or a day)")
      ->type_name("MOMENT");
}

void AddListingFlags(CLI::App* command, ListingFlags* flags) {
  AddReadingFlags(command, flags);
  command->add_option("--limit", flags->limit, "At most so many; 0 for all")->capture_default_str();
  command->add_flag("--ids", flags->ids, "Only ids, one a line");
  command->add_flag("--wide", flags->wide, "More columns, ids among them");
}

void AddPeriodFlags(CLI::App* command, std::string* from, std::string* to) {
  command->add_option("--from", *from, "Not before this date (2021-08-23, 2021-08)")
      ->type_name("DATE");
  command->add_option("--to", *to, "Not after this date")->type_name("DATE");
}

absl::Status CheckPeriod(const std::string& from, const std::string& to) {
  // As far as both are given: 2021-08 to 2021-08-23 is a period.
  const size_t given = std::min(from.size(), to.size());
  if (given == 0 || from.compare(0, given, to, 0, given) <= 0) return absl::OkStatus();
  return absl::InvalidArgumentError(
      StrCat("--to ", to, " is before --from ", from, "; exchange them"));
}

void AddFilterFlags(CLI::App* command, FilterFlags* flags) {
  AddRepeatable(command, "--entity", &flags->entities,
                "With this entity: a name or an id; several mean any of them")
      ->type_name("NAME");
  command->add_option("--role", flags->role,
                      "With --entity: in this role (subject, object, speaker, chair ...)");
  AddRepeatable(command, "--kind", &flags->kinds, "Only this kind")
      ->check(CLI::IsMember({"relation", "event", "statement", "claim"}));
  AddRepeatable(command, "--type", &flags->types,
                "Only this predicate or event type; \"contact.\" takes all that start so");
  AddPeriodFlags(command, &flags->from, &flags->to);
  command->add_option("--as-of", flags->as_of, "Only what held on this date")->type_name("DATE");
  AddRepeatable(command, "--publisher", &flags->publishers, "Only what this outlet reports")
      ->type_name("NAME");
  command
      ->add_option("--attributed-to", flags->attributed_to,
                   "Only what is said on the word of this entity")
      ->type_name("NAME");
  command->add_flag("--denied", flags->denied, "Only what is denied");
  AddRepeatable(command, "--certainty", &flags->certainties, "Only this certainty")
      ->check(CLI::IsMember({"certain", "probable", "possible"}));
  AddRepeatable(command, "--status", &flags->statuses, "Only this status")
      ->check(CLI::IsMember({"actual", "planned", "conditional", "requested", "hypothetical"}));
  command->add_option("--min-origins", flags->min_origins,
                      "Only what at least so many independent origins report");
  AddRepeatable(command, "--document", &flags->documents, "Only what this document says")
      ->type_name("ID");
  command->add_flag("--in-conflict", flags->in_conflict, "Only what is part of a conflict");
}

query::v1::TimeBucket BucketFromName(std::string_view name) {
  if (name == "day") return query::v1::TIME_BUCKET_DAY;
  if (name == "week") return query::v1::TIME_BUCKET_WEEK;
  if (name == "month") return query::v1::TIME_BUCKET_MONTH;
  if (name == "year") return query::v1::TIME_BUCKET_YEAR;
  return query::v1::TIME_BUCKET_UNSPECIFIED;
}

bool LooksLikeExternalId(std::string_view given) {
  const size_t colon = given.find(':');
  return colon != std::string_view::npos && colon > 0 && colon + 1 < given.size() &&
         given.find(' ') == std::string_view::npos;
}

absl::StatusOr<std::string> ResolveEntity(Context& context, const std::string& given,
                                          const std::string& known_at) {
  if (IsHashedId(given)) return given;
  if (given.find_first_not_of(' ') == std::string::npos) {
    return absl::InvalidArgumentError("an entity has a name; give one, or leave the flag out");
  }
  query::v1::SearchEntitiesRequest request;
  if (LooksLikeExternalId(given)) {
    request.set_external_id(given);
  } else {
    request.set_query(given);
  }
  request.set_page_size(kCandidates);
  DATELINE_RETURN_IF_ERROR(SetKnownAt(request, known_at));
  Client& client = context.Connect();
  DATELINE_ASSIGN_OR_RETURN(query::v1::SearchEntitiesResponse found,
                            client.Call(client.query(), &QueryStub::SearchEntities, request));
  if (found.entities_size() == 0) {
    return MakeError(absl::StatusCode::kNotFound, reason::kEntityNotFound,
                     StrCat("no entity is called “", given, "”", Meant(client, request)),
                     {{"id", given}});
  }
  RemarkChoice(context, given, found);
  return found.entities(0).id();
}

absl::StatusOr<query::v1::FactFilter> ResolveFilter(Context& context, const FilterFlags& flags,
                                                    const std::string& known_at) {
  if (!flags.role.empty() && flags.entities.empty()) {
    return absl::InvalidArgumentError(
        StrCat("--role ", flags.role, " needs --entity NAME: who is in that role"));
  }
  DATELINE_RETURN_IF_ERROR(CheckPeriod(flags.from, flags.to));
  query::v1::FactFilter filter;
  for (const std::string& entity : flags.entities) {
    DATELINE_ASSIGN_OR_RETURN(*filter.add_entity_ids(), ResolveEntity(context, entity, known_at));
  }
  if (!flags.attributed_to.empty()) {
    DATELINE_ASSIGN_OR_RETURN(*filter.mutable_attributed_to(),
                              ResolveEntity(context, flags.attributed_to, known_at));
  }
  filter.set_role(flags.role);
  for (const std::string& kind : flags.kinds) {
    filter.add_kinds(static_cast<fact::v1::FactKind>(*FactKindFromName(kind)));
  }
  for (const std::string& certainty : flags.certainties) {
    filter.add_certainties(static_cast<fact::v1::Certainty>(*CertaintyFromName(certainty)));
  }
  for (const std::string& status : flags.statuses) {
    filter.add_statuses(static_cast<fact::v1::FactStatus>(*FactStatusFromName(status)));
  }
  for (const std::string& type : flags.types) {
    // Not refused: the server may know more than this client.
    if (!type.ends_with('.') && FindPredicate(type) == nullptr && FindEventType(type) == nullptr) {
      context.Remark(
          StrCat("“", type, "” is no type of fact that this client knows", SimilarType(type)));
    }
  }
  filter.mutable_types()->Assign(flags.types.begin(), flags.types.end());
  filter.mutable_publishers()->Assign(flags.publishers.begin(), flags.publishers.end());
  filter.mutable_document_ids()->Assign(flags.documents.begin(), flags.documents.end());
  filter.set_valid_from(flags.from);
  filter.set_valid_to(flags.to);
  filter.set_as_of(flags.as_of);
  filter.set_min_origins(flags.min_origins);
  filter.set_in_conflict(flags.in_conflict);
  if (flags.denied) filter.set_polarity(fact::v1::POLARITY_NEGATIVE);
  return filter;
}

void LeaveOutClaimsUnlessAsked(query::v1::FactFilter& filter) {
  if (filter.kinds_size() > 0) return;
  filter.add_kinds(fact::v1::FACT_KIND_RELATION);
  filter.add_kinds(fact::v1::FACT_KIND_EVENT);
  filter.add_kinds(fact::v1::FACT_KIND_STATEMENT);
}

absl::StatusOr<google::protobuf::Timestamp> ParseMoment(std::string_view text) {
  google::protobuf::Timestamp moment;
  if (google::protobuf::util::TimeUtil::FromString(std::string(text), &moment)) return moment;
  absl::CivilDay day;
  if (absl::ParseCivilTime(AbslView(text), &day)) {
    const absl::Time end = absl::FromCivil(day + 1, absl::UTCTimeZone()) - absl::Nanoseconds(1);
    moment.set_seconds(absl::ToUnixSeconds(end));
    moment.set_nanos(999999999);
    return moment;
  }
  return MakeError(absl::StatusCode::kInvalidArgument, reason::kTimeInvalid,
                   StrCat("“", text, "” is not a moment"),
                   {{"field", "known_at"}, {"value", std::string(text)}});
}

uint32_t PageSize(uint32_t limit, size_t have) {
  if (limit == 0) return kMaxPageSize;
  return std::min<uint32_t>(kMaxPageSize, limit - static_cast<uint32_t>(have));
}

std::string JsonLine(const google::protobuf::Message& message) {
  std::string out;
  // Cannot fail: the message was parsed from the wire or built here.
  (void)google::protobuf::util::MessageToJsonString(message, &out);
  out += '\n';
  return out;
}

}  // namespace dateline::cli
