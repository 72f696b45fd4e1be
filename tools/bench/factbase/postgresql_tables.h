// The facts of a fact base as tables of PostgreSQL, laid out as one would who
// writes such a service by hand: columns for what is asked and jsonb for the
// content of facts, an index for each question, nothing stored twice but what
// an index includes.
//
//   DATELINE_RETURN_IF_ERROR(LoadTables(view, *server, progress));
//   DATELINE_RETURN_IF_ERROR(PrepareQuestions(client));
//   client.Run(FactCalls(id));
//
// What PostgreSQL does not get: history, conflicts, origins as objects, words
// of statements, the change log, the extractions and what merging goes by.
#ifndef DATELINE_TOOLS_BENCH_FACTBASE_POSTGRESQL_TABLES_H_
#define DATELINE_TOOLS_BENCH_FACTBASE_POSTGRESQL_TABLES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "services/query/factbase/fact_base_view.h"
#include "tools/bench/factbase/postgresql_server.h"
#include "tools/bench/factbase/questions.h"

namespace dateline {

// Makes the tables, loads them from `view` row by row, and has them indexed,
// analysed and vacuumed.
absl::Status LoadTables(const query::FactBaseView& view, const PostgresqlServer& server,
                        absl::FunctionRef<void(uint64_t facts)> progress);

// Of all tables and indexes, without the write-ahead log.
absl::StatusOr<uint64_t> TableBytes(PostgresqlClient& client);

// The statements that the calls below name.
absl::Status PrepareQuestions(PostgresqlClient& client);

// A fact with its first 20 attestations.
std::vector<PostgresqlClient::Call> FactCalls(const std::string& fact_id);
// The facts of the question, each with its first 20 attestations.
std::vector<PostgresqlClient::Call> ListCalls(const ListQuestion& question);
// The first kTimelineEvents events of an entity, likewise.
std::vector<PostgresqlClient::Call> TimelineCalls(const std::string& entity_id);

// What writes a document's facts as `view` shows them: rows that are there
// already get the new counts and times. In one transaction, if run at once.
absl::StatusOr<std::vector<PostgresqlClient::Call>> RecordingCalls(const query::FactBaseView& view,
                                                                   const std::string& document_id);

}  // namespace dateline

#endif  // DATELINE_TOOLS_BENCH_FACTBASE_POSTGRESQL_TABLES_H_
