// A PostgreSQL server of one's own, in a temporary folder, and calls to it.
//
//   DATELINE_ASSIGN_OR_RETURN(auto server, PostgresqlServer::Start("/tmp"));
//   DATELINE_ASSIGN_OR_RETURN(PostgresqlClient client, server->Connect());
//   DATELINE_RETURN_IF_ERROR(client.Execute("CREATE TABLE ..."));
//
// Needs the Debian package postgresql-15. Nothing of a server that runs already
// is touched. The destructor stops it and removes the folder.
#ifndef DATELINE_TOOLS_BENCH_FACTBASE_POSTGRESQL_SERVER_H_
#define DATELINE_TOOLS_BENCH_FACTBASE_POSTGRESQL_SERVER_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "libpq-fe.h"

namespace dateline {

// One connection. Not thread-safe.
class PostgresqlClient {
 public:
  explicit PostgresqlClient(PGconn* connection) : connection_(connection, PQfinish) {}

  // One or more statements without parameters.
  absl::Status Execute(const std::string& sql);
  // The first field of the first row, as text.
  absl::StatusOr<std::string> Query(const std::string& sql);

  absl::Status Prepare(const std::string& name, const std::string& sql);

  // A call of a prepared statement; parameters as text, nothing for NULL.
  struct Call {
    std::string statement;
    std::vector<std::optional<std::string>> parameters;
  };
  // All in one round trip and one transaction. The bytes of the fields of the
  // answers, which come in binary form.
  absl::StatusOr<size_t> Run(const std::vector<Call>& calls);

  // The first field of all rows, as text.
  absl::StatusOr<std::vector<std::string>> FirstFields(const Call& call);

  absl::Status BeginCopy(const std::string& table);
  absl::Status CopyRow(const std::vector<std::optional<std::string>>& fields);
  absl::Status EndCopy();

 private:
  absl::Status Error(std::string_view what) const;

  std::unique_ptr<PGconn, decltype(&PQfinish)> connection_;
};

class PostgresqlServer {
 public:
  // `folder` is where its own is made, one that others may enter.
  // FAILED_PRECONDITION if the package is not installed.
  static absl::StatusOr<std::unique_ptr<PostgresqlServer>> Start(const std::string& folder);
  ~PostgresqlServer();

  PostgresqlServer(const PostgresqlServer&) = delete;
  PostgresqlServer& operator=(const PostgresqlServer&) = delete;

  absl::StatusOr<PostgresqlClient> Connect() const;

 private:
  explicit PostgresqlServer(std::string folder) : folder_(std::move(folder)) {}

  absl::Status Run(std::vector<std::string> command) const;

  const std::string folder_;
  bool running_ = false;
};

}  // namespace dateline

#endif  // DATELINE_TOOLS_BENCH_FACTBASE_POSTGRESQL_SERVER_H_
