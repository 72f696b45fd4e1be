#include "tools/bench/factbase/postgresql_tables.h"

#include <limits>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/convert/fact_conversion.h"
#include "google/protobuf/util/json_util.h"
#include "services/query/factbase/member.h"

namespace dateline {
namespace {

using query::AttestationRecord;
using query::FactBaseView;
using query::FactRecord;
using Call = PostgresqlClient::Call;
using Row = std::vector<std::optional<std::string>>;

constexpr size_t kAll = std::numeric_limits<size_t>::max();

constexpr const char* kTables =
    "CREATE TABLE entities (id uuid NOT NULL, name text NOT NULL, type smallint NOT NULL,"
    " external_ids text[]);"
    "CREATE TABLE documents (id uuid NOT NULL, uri text, publisher text, title text,"
    " language text, published timestamp);"
    "CREATE TABLE facts (id uuid NOT NULL, kind smallint NOT NULL, type text NOT NULL,"
    " valid_start timestamp, valid_end timestamp, polarity smallint, certainty smallint,"
    " status smallint, report_count int, origin_count int, confidence real,"
    " first_recorded_at timestamptz, recorded_at timestamptz, conflict_ids uuid[],"
    " content jsonb NOT NULL);"
    "CREATE TABLE fact_entities (entity uuid NOT NULL, valid_start timestamp, fact uuid NOT NULL,"
    " valid_end timestamp, kind smallint NOT NULL, roles text[]);"
    "CREATE TABLE attestations (fact uuid NOT NULL, published timestamp, document uuid NOT NULL,"
    " evidence_begin int, evidence_end int, evidence_text text, publisher text, polarity smallint,"
    " certainty smallint, status smallint, stated_start timestamp, stated_end timestamp,"
    " time_source smallint, confidence real, pattern text, extractor_version text, origin uuid,"
    " origin_name text, recorded_at timestamptz, more jsonb);";

constexpr const char* kIndexes[] = {
    "ALTER TABLE entities ADD PRIMARY KEY (id)",
    "ALTER TABLE documents ADD PRIMARY KEY (id)",
    "ALTER TABLE facts ADD PRIMARY KEY (id)",
    "CREATE UNIQUE INDEX fact_entities_by_time ON fact_entities (entity, valid_start, fact)"
    " INCLUDE (valid_end, kind) NULLS NOT DISTINCT",
    "CREATE INDEX attestations_by_fact ON attestations (fact, published, document, evidence_begin)",
    "VACUUM (ANALYZE)"};

std::optional<std::string> Text(std::string_view text) { return std::string(text); }

template <typename Enum>
std::optional<std::string> Number(Enum value) {
  return StrCat(static_cast<int64_t>(value));
}

std::optional<std::string> Time(const std::optional<absl::CivilSecond>& time) {
  if (!time) return std::nullopt;
  return absl::FormatCivilTime(*time);
}

std::optional<std::string> Start(const std::optional<TimeInterval>& time) {
  return time ? Time(time->start) : std::nullopt;
}

// An open end is the end of time, so that one comparison says what is touched.
std::optional<std::string> End(const std::optional<TimeInterval>& time) {
  if (!time) return std::nullopt;
  return time->end ? Time(time->end) : Text("infinity");
}

std::optional<std::string> Moment(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", time, absl::UTCTimeZone());
}

template <typename Texts>
std::optional<std::string> Array(const Texts& texts) {
  return StrCat("{\"", absl::StrJoin(texts, "\",\""), "\"}");
}

absl::StatusOr<std::optional<std::string>> Json(const google::protobuf::Message& message) {
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(message, &json).ok()) {
    return absl::InternalError("a fact has no JSON form");
  }
  return std::optional<std::string>(std::move(json));
}

absl::StatusOr<Row> FactRowOf(const FactRecord& fact) {
  DATELINE_ASSIGN_OR_RETURN(std::optional<std::string> content, Json(ToProto(fact.content)));
  std::optional<std::string> conflicts;
  if (!fact.conflict_ids.empty()) conflicts = Array(fact.conflict_ids);
  return Row{Text(fact.id),
             Number(fact.content.kind()),
             Text(fact.content.type),
             Start(fact.content.valid_time),
             End(fact.content.valid_time),
             Number(fact.factuality.polarity),
             Number(fact.factuality.certainty),
             Number(fact.factuality.status),
             Number(fact.report_count),
             Number(fact.origin_count),
             StrCat(fact.confidence),
             Moment(fact.first_recorded_at),
             Moment(fact.recorded_at),
             std::move(conflicts),
             std::move(content)};
}

// One for each entity of the fact.
std::vector<Row> EntityRowsOf(const FactRecord& fact) {
  std::map<std::string, std::set<std::string>> roles;
  query::ForEachEntityOf(fact.content, [&](std::string_view role, const EntityReference& entity) {
    if (!entity.id.empty()) roles[entity.id].emplace(role);
  });
  std::vector<Row> rows;
  for (const auto& [entity, names] : roles) {
    rows.push_back({Text(entity), Start(fact.content.valid_time), Text(fact.id),
                    End(fact.content.valid_time), Number(fact.content.kind()), Array(names)});
  }
  return rows;
}

// What the columns do not hold, if there is such.
absl::StatusOr<std::optional<std::string>> MoreOf(const Attestation& attestation) {
  Attestation more;
  const bool plain = attestation.attribution.size() <= 1 && attestation.evidence.size() <= 1;
  if (!plain) more.attribution = attestation.attribution;
  if (!plain) more.evidence = attestation.evidence;
  more.as_stated = attestation.as_stated;
  if (plain && !more.as_stated) return std::optional<std::string>();
  return Json(ToProto(more));
}

absl::StatusOr<Row> AttestationRowOf(const std::string& fact_id, const AttestationRecord& record) {
  const Attestation& attestation = record.attestation;
  const Evidence evidence = attestation.evidence.empty() ? Evidence() : attestation.evidence[0];
  DATELINE_ASSIGN_OR_RETURN(std::optional<std::string> more, MoreOf(attestation));
  std::optional<std::string> origin;
  if (!attestation.origin_id.empty()) origin = attestation.origin_id;
  return Row{Text(fact_id),
             Start(attestation.published_at),
             Text(attestation.document_id),
             Number(evidence.span.begin),
             Number(evidence.span.end),
             Text(evidence.text),
             Text(attestation.publisher),
             Number(attestation.factuality.polarity),
             Number(attestation.factuality.certainty),
             Number(attestation.factuality.status),
             Start(attestation.stated_time),
             End(attestation.stated_time),
             Number(attestation.time_source),
             StrCat(attestation.confidence),
             Text(attestation.pattern_id),
             Text(attestation.extractor_version),
             std::move(origin),
             Text(attestation.origin_name),
             Moment(record.recorded_at),
             std::move(more)};
}

absl::StatusOr<Row> DocumentRowOf(const FactBaseView& view, const std::string& id) {
  DATELINE_ASSIGN_OR_RETURN(const auto record, view.GetDocument(id));
  if (!record) return absl::NotFoundError(StrCat("the base lacks document ", id));
  const Document& document = record->document;
  return Row{Text(id),
             Text(document.uri),
             Text(document.publisher),
             Text(document.title),
             Text(document.language),
             Start(document.published_at)};
}

absl::StatusOr<std::optional<Row>> EntityRowOf(const FactBaseView& view, const std::string& id) {
  DATELINE_ASSIGN_OR_RETURN(const auto entity, view.GetEntity(id));
  if (!entity) return std::optional<Row>();
  std::optional<std::string> external_ids;
  if (!entity->external_ids.empty()) external_ids = Array(entity->external_ids);
  return std::optional<Row>(
      Row{Text(id), Text(entity->name), Number(entity->type), std::move(external_ids)});
}

// Facts, their entities and attestations, in one pass with three streams.
class FactLoader {
 public:
  FactLoader(const FactBaseView& view, PostgresqlClient facts, PostgresqlClient entities,
             PostgresqlClient attestations)
      : view_(view),
        facts_(std::move(facts)),
        entities_(std::move(entities)),
        attestations_(std::move(attestations)) {}

  // The documents that attest them.
  absl::StatusOr<std::set<std::string>> Load(absl::FunctionRef<void(uint64_t facts)> progress) {
    DATELINE_RETURN_IF_ERROR(facts_.BeginCopy("facts"));
    DATELINE_RETURN_IF_ERROR(entities_.BeginCopy("fact_entities"));
    DATELINE_RETURN_IF_ERROR(attestations_.BeginCopy("attestations"));
    absl::Status status;
    uint64_t count = 0;
    DATELINE_RETURN_IF_ERROR(view_.ForEachFact({}, [&](const query::FactIndexEntry& entry) {
      status = Add(entry.fact_id);
      progress(++count);
      return status.ok() ? ScanStep::kContinue : ScanStep::kStop;
    }));
    DATELINE_RETURN_IF_ERROR(status);
    DATELINE_RETURN_IF_ERROR(facts_.EndCopy());
    DATELINE_RETURN_IF_ERROR(entities_.EndCopy());
    DATELINE_RETURN_IF_ERROR(attestations_.EndCopy());
    return std::move(documents_);
  }

 private:
  absl::Status Add(const std::string& id) {
    DATELINE_ASSIGN_OR_RETURN(const auto fact, view_.GetFact(id));
    if (!fact) return absl::DataLossError(StrCat("the base lists fact ", id, " but lacks it"));
    DATELINE_ASSIGN_OR_RETURN(const Row row, FactRowOf(*fact));
    DATELINE_RETURN_IF_ERROR(facts_.CopyRow(row));
    for (const Row& entity : EntityRowsOf(*fact)) {
      DATELINE_RETURN_IF_ERROR(entities_.CopyRow(entity));
    }
    DATELINE_ASSIGN_OR_RETURN(const auto attestations, view_.GetAttestations(*fact, kAll));
    for (const AttestationRecord& record : attestations) {
      DATELINE_ASSIGN_OR_RETURN(const Row attestation, AttestationRowOf(id, record));
      DATELINE_RETURN_IF_ERROR(attestations_.CopyRow(attestation));
      documents_.insert(record.attestation.document_id);
    }
    return absl::OkStatus();
  }

  const FactBaseView& view_;
  PostgresqlClient facts_, entities_, attestations_;
  std::set<std::string> documents_;
};

absl::Status LoadEntities(const FactBaseView& view, PostgresqlClient& client) {
  DATELINE_RETURN_IF_ERROR(client.BeginCopy("entities"));
  absl::Status status;
  DATELINE_RETURN_IF_ERROR(view.ForEachEntity("", [&](const std::string& id) {
    const auto row = EntityRowOf(view, id);
    status = row.status();
    if (status.ok() && *row) status = client.CopyRow(**row);
    return status.ok() ? ScanStep::kContinue : ScanStep::kStop;
  }));
  DATELINE_RETURN_IF_ERROR(status);
  return client.EndCopy();
}

// The page of fact ids that a question asks for, from the index alone.
constexpr const char* kListed =
    "(SELECT valid_start, fact FROM fact_entities WHERE entity = $1::uuid"
    " AND valid_start <= $3::timestamp AND valid_end >= $2::timestamp"
    " ORDER BY valid_start, fact LIMIT $4::int) page";
constexpr const char* kOnTimeline =
    "(SELECT valid_start, fact FROM fact_entities WHERE entity = $1::uuid"
    " AND valid_start IS NOT NULL AND kind = 2"
    " ORDER BY valid_start, fact LIMIT $2::int) page";

std::string FactsOf(std::string_view page) {
  return StrCat("SELECT facts.* FROM ", page,
                " JOIN facts ON facts.id = page.fact ORDER BY page.valid_start, page.fact");
}

std::string AttestationsOf(std::string_view page) {
  return StrCat("SELECT shown.* FROM ", page,
                " CROSS JOIN LATERAL (SELECT * FROM attestations WHERE attestations.fact ="
                " page.fact ORDER BY published, document, evidence_begin LIMIT 20) shown"
                " ORDER BY page.valid_start, page.fact, shown.published, shown.document,"
                " shown.evidence_begin");
}

std::string Insert(std::string_view table, size_t fields, std::string_view on_conflict) {
  std::string sql = StrCat("INSERT INTO ", table, " VALUES (");
  for (size_t i = 1; i <= fields; ++i) StrAppend(&sql, i == 1 ? "$" : ",$", i);
  StrAppend(&sql, ") ", on_conflict);
  return sql;
}

}  // namespace

absl::Status LoadTables(const FactBaseView& view, const PostgresqlServer& server,
                        absl::FunctionRef<void(uint64_t facts)> progress) {
  DATELINE_ASSIGN_OR_RETURN(PostgresqlClient client, server.Connect());
  DATELINE_RETURN_IF_ERROR(client.Execute(kTables));
  DATELINE_ASSIGN_OR_RETURN(PostgresqlClient facts, server.Connect());
  DATELINE_ASSIGN_OR_RETURN(PostgresqlClient entities, server.Connect());
  DATELINE_ASSIGN_OR_RETURN(PostgresqlClient attestations, server.Connect());
  FactLoader loader(view, std::move(facts), std::move(entities), std::move(attestations));
  DATELINE_ASSIGN_OR_RETURN(const std::set<std::string> documents, loader.Load(progress));
  DATELINE_RETURN_IF_ERROR(client.BeginCopy("documents"));
  for (const std::string& id : documents) {
    DATELINE_ASSIGN_OR_RETURN(const Row row, DocumentRowOf(view, id));
    DATELINE_RETURN_IF_ERROR(client.CopyRow(row));
  }
  DATELINE_RETURN_IF_ERROR(client.EndCopy());
  DATELINE_RETURN_IF_ERROR(LoadEntities(view, client));
  for (const char* const sql : kIndexes) DATELINE_RETURN_IF_ERROR(client.Execute(sql));
  return client.Execute("CHECKPOINT");
}

absl::StatusOr<uint64_t> TableBytes(PostgresqlClient& client) {
  DATELINE_ASSIGN_OR_RETURN(const std::string bytes,
                            client.Query("SELECT sum(pg_total_relation_size(oid)) FROM pg_class"
                                         " WHERE relkind = 'r' AND relnamespace ="
                                         " 'public'::regnamespace"));
  return std::stoull(bytes);
}

absl::Status PrepareQuestions(PostgresqlClient& client) {
  const std::pair<const char*, std::string> statements[] = {
      {"fact", "SELECT * FROM facts WHERE id = $1::uuid"},
      {"attestations",
       "SELECT * FROM attestations WHERE fact = $1::uuid"
       " ORDER BY published, document, evidence_begin LIMIT 20"},
      {"list", FactsOf(kListed)},
      {"list_attestations", AttestationsOf(kListed)},
      {"timeline", FactsOf(kOnTimeline)},
      {"timeline_attestations", AttestationsOf(kOnTimeline)},
      {"insert_document", Insert("documents", 6, "ON CONFLICT DO NOTHING")},
      {"insert_entity", Insert("entities", 4, "ON CONFLICT DO NOTHING")},
      {"insert_fact", Insert("facts", 15,
                             "ON CONFLICT (id) DO UPDATE SET report_count = excluded.report_count,"
                             " origin_count = excluded.origin_count,"
                             " recorded_at = excluded.recorded_at,"
                             " conflict_ids = excluded.conflict_ids")},
      {"insert_fact_entity", Insert("fact_entities", 6, "ON CONFLICT DO NOTHING")},
      {"insert_attestation", Insert("attestations", 20, "")}};
  for (const auto& [name, sql] : statements) {
    DATELINE_RETURN_IF_ERROR(client.Prepare(name, sql));
  }
  return absl::OkStatus();
}

std::vector<Call> FactCalls(const std::string& fact_id) {
  return {{"fact", {fact_id}}, {"attestations", {fact_id}}};
}

std::vector<Call> ListCalls(const ListQuestion& question) {
  const Row parameters = {question.entity_id, question.valid_from, question.valid_to + "T23:59:59",
                          StrCat(kListedFacts)};
  return {{"list", parameters}, {"list_attestations", parameters}};
}

std::vector<Call> TimelineCalls(const std::string& entity_id) {
  const Row parameters = {entity_id, StrCat(kTimelineEvents)};
  return {{"timeline", parameters}, {"timeline_attestations", parameters}};
}

absl::StatusOr<std::vector<Call>> RecordingCalls(const FactBaseView& view,
                                                 const std::string& document_id) {
  std::vector<Call> calls;
  std::set<std::string> entities;
  DATELINE_ASSIGN_OR_RETURN(Row document, DocumentRowOf(view, document_id));
  calls.push_back({"insert_document", std::move(document)});
  std::vector<std::string> facts;
  query::FactScan scan;
  scan.index = query::FactScan::Index::kDocument;
  scan.key = document_id;
  DATELINE_RETURN_IF_ERROR(view.ForEachFact(scan, [&](const query::FactIndexEntry& entry) {
    facts.push_back(entry.fact_id);
    return ScanStep::kContinue;
  }));
  for (const std::string& id : facts) {
    DATELINE_ASSIGN_OR_RETURN(const auto fact, view.GetFact(id));
    if (!fact) return absl::DataLossError(StrCat("the base lacks fact ", id));
    DATELINE_ASSIGN_OR_RETURN(Row row, FactRowOf(*fact));
    calls.push_back({"insert_fact", std::move(row)});
    for (Row& of_entity : EntityRowsOf(*fact)) {
      entities.insert(*of_entity[0]);
      calls.push_back({"insert_fact_entity", std::move(of_entity)});
    }
    DATELINE_ASSIGN_OR_RETURN(const auto attestations,
                              view.GetAttestations(*fact, kAll, document_id));
    for (const AttestationRecord& record : attestations) {
      DATELINE_ASSIGN_OR_RETURN(Row attestation, AttestationRowOf(id, record));
      calls.push_back({"insert_attestation", std::move(attestation)});
    }
  }
  for (const std::string& id : entities) {
    DATELINE_ASSIGN_OR_RETURN(std::optional<Row> row, EntityRowOf(view, id));
    if (row) calls.push_back({"insert_entity", *std::move(row)});
  }
  return calls;
}

}  // namespace dateline
