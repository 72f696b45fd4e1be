#include "tools/bench/factbase/postgresql_server.h"

#include <fcntl.h>
#include <pwd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <utility>

#include "common/base/status_macros.h"
#include "common/base/strings.h"

namespace dateline {
namespace {

constexpr std::string_view kPrograms = "/usr/lib/postgresql/15/bin/";
// Whom Debian's package makes for the server, which refuses to run as root.
constexpr const char* kUser = "postgres";

// As much memory of its own as the fact base's store has (RocksDbOptions); what
// the system caches serves both. Every commit is synced.
constexpr std::string_view kSettings =
    "listen_addresses = ''\n"
    "fsync = on\n"
    "synchronous_commit = on\n"
    "shared_buffers = 384MB\n"
    "effective_cache_size = 2GB\n"
    "work_mem = 16MB\n"
    "maintenance_work_mem = 256MB\n"
    "max_wal_size = 4GB\n"
    "random_page_cost = 1.1\n"
    "jit = off\n";

using Result = std::unique_ptr<PGresult, decltype(&PQclear)>;

bool Succeeded(const PGresult* result) {
  const ExecStatusType status = PQresultStatus(result);
  return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_PIPELINE_SYNC;
}

// As COPY's text format wants it.
void AppendEscaped(std::string_view text, std::string& out) {
  for (const char c : text) {
    switch (c) {
      case '\\':
        out += "\\\\";
        break;
      case '\t':
        out += "\\t";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      default:
        out.push_back(c);
    }
  }
}

std::vector<const char*> Pointers(const std::vector<std::optional<std::string>>& parameters) {
  std::vector<const char*> out;
  for (const auto& parameter : parameters) out.push_back(parameter ? parameter->c_str() : nullptr);
  return out;
}

size_t BytesOf(const PGresult* result) {
  size_t bytes = 0;
  for (int row = 0; row < PQntuples(result); ++row) {
    for (int field = 0; field < PQnfields(result); ++field) {
      bytes += static_cast<size_t>(PQgetlength(result, row, field));
    }
  }
  return bytes;
}

}  // namespace

absl::Status PostgresqlClient::Error(std::string_view what) const {
  return absl::InternalError(StrCat("PostgreSQL: ", what, ": ", PQerrorMessage(connection_.get())));
}

absl::Status PostgresqlClient::Execute(const std::string& sql) {
  const Result result(PQexec(connection_.get(), sql.c_str()), PQclear);
  return Succeeded(result.get()) ? absl::OkStatus() : Error(sql.substr(0, 60));
}

absl::StatusOr<std::string> PostgresqlClient::Query(const std::string& sql) {
  const Result result(PQexec(connection_.get(), sql.c_str()), PQclear);
  if (!Succeeded(result.get()) || PQntuples(result.get()) == 0) return Error(sql.substr(0, 60));
  return std::string(PQgetvalue(result.get(), 0, 0));
}

absl::Status PostgresqlClient::Prepare(const std::string& name, const std::string& sql) {
  const Result result(PQprepare(connection_.get(), name.c_str(), sql.c_str(), 0, nullptr), PQclear);
  return Succeeded(result.get()) ? absl::OkStatus() : Error(name);
}

absl::StatusOr<size_t> PostgresqlClient::Run(const std::vector<Call>& calls) {
  PGconn* const connection = connection_.get();
  if (PQenterPipelineMode(connection) != 1) return Error("pipeline");
  for (const Call& call : calls) {
    const std::vector<const char*> values = Pointers(call.parameters);
    if (PQsendQueryPrepared(connection, call.statement.c_str(), static_cast<int>(values.size()),
                            values.data(), nullptr, nullptr, 1) != 1) {
      return Error(call.statement);
    }
  }
  if (PQpipelineSync(connection) != 1) return Error("pipeline");
  size_t bytes = 0;
  absl::Status status;
  for (bool synced = false; !synced;) {
    const Result result(PQgetResult(connection), PQclear);
    if (result == nullptr) continue;  // Between the answers of two statements.
    synced = PQresultStatus(result.get()) == PGRES_PIPELINE_SYNC;
    if (!Succeeded(result.get()) && status.ok()) {
      status = absl::InternalError(StrCat("PostgreSQL: ", PQresultErrorMessage(result.get())));
      if (PQstatus(connection) != CONNECTION_OK) return status;
    }
    bytes += BytesOf(result.get());
  }
  if (PQexitPipelineMode(connection) != 1) return Error("pipeline");
  DATELINE_RETURN_IF_ERROR(status);
  return bytes;
}

absl::StatusOr<std::vector<std::string>> PostgresqlClient::FirstFields(const Call& call) {
  const std::vector<const char*> values = Pointers(call.parameters);
  const Result result(
      PQexecPrepared(connection_.get(), call.statement.c_str(), static_cast<int>(values.size()),
                     values.data(), nullptr, nullptr, 0),
      PQclear);
  if (!Succeeded(result.get())) return Error(call.statement);
  std::vector<std::string> out;
  for (int row = 0; row < PQntuples(result.get()); ++row) {
    out.emplace_back(PQgetvalue(result.get(), row, 0));
  }
  return out;
}

absl::Status PostgresqlClient::BeginCopy(const std::string& table) {
  const Result result(PQexec(connection_.get(), StrCat("COPY ", table, " FROM STDIN").c_str()),
                      PQclear);
  return PQresultStatus(result.get()) == PGRES_COPY_IN ? absl::OkStatus() : Error(table);
}

absl::Status PostgresqlClient::CopyRow(const std::vector<std::optional<std::string>>& fields) {
  std::string row;
  for (const auto& field : fields) {
    if (!row.empty()) row += '\t';
    if (field) {
      AppendEscaped(*field, row);
    } else {
      row += "\\N";
    }
  }
  row += '\n';
  const int sent = PQputCopyData(connection_.get(), row.data(), static_cast<int>(row.size()));
  return sent == 1 ? absl::OkStatus() : Error("COPY");
}

absl::Status PostgresqlClient::EndCopy() {
  if (PQputCopyEnd(connection_.get(), nullptr) != 1) return Error("COPY");
  absl::Status status;
  while (true) {
    const Result result(PQgetResult(connection_.get()), PQclear);
    if (result == nullptr) return status;
    if (!Succeeded(result.get())) status = Error("COPY");
  }
}

absl::StatusOr<std::unique_ptr<PostgresqlServer>> PostgresqlServer::Start(
    const std::string& folder) {
  if (!std::filesystem::exists(StrCat(kPrograms, "initdb"))) {
    return absl::FailedPreconditionError(
        "there is no PostgreSQL 15: apt-get install postgresql-15");
  }
  std::string own = StrCat(folder, "/dateline-postgresql-XXXXXX");
  if (mkdtemp(own.data()) == nullptr) return absl::UnavailableError(StrCat("cannot make ", own));
  std::unique_ptr<PostgresqlServer> server(new PostgresqlServer(own));
  if (geteuid() == 0) {
    const passwd* const user = getpwnam(kUser);
    if (user == nullptr || chown(own.c_str(), user->pw_uid, user->pw_gid) != 0) {
      return absl::FailedPreconditionError(StrCat("as root it needs the user ", kUser));
    }
  }
  const std::string data = own + "/data";
  DATELINE_RETURN_IF_ERROR(server->Run({"initdb", "-D", data, "-U", kUser, "-A", "trust", "-E",
                                        "UTF8", "--locale=C", "--no-instructions"}));
  std::ofstream(data + "/postgresql.conf", std::ios::app)
      << kSettings << "unix_socket_directories = '" << own << "'\n";
  DATELINE_RETURN_IF_ERROR(
      server->Run({"pg_ctl", "-D", data, "-l", own + "/log", "-w", "-t", "60", "start"}));
  server->running_ = true;
  return server;
}

PostgresqlServer::~PostgresqlServer() {
  if (running_) {
    Run({"pg_ctl", "-D", folder_ + "/data", "-m", "fast", "-w", "stop"}).IgnoreError();
  }
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

absl::StatusOr<PostgresqlClient> PostgresqlServer::Connect() const {
  const std::string where = StrCat("host='", folder_, "' user=", kUser, " dbname=postgres");
  PostgresqlClient client(PQconnectdb(where.c_str()));
  DATELINE_RETURN_IF_ERROR(client.Execute("SELECT 1"));
  return client;
}

absl::Status PostgresqlServer::Run(std::vector<std::string> command) const {
  const std::string name = command[0];
  command[0] = StrCat(kPrograms, name);
  if (geteuid() == 0) command.insert(command.begin(), {"/usr/sbin/runuser", "-u", kUser, "--"});
  std::vector<char*> arguments;
  for (std::string& argument : command) arguments.push_back(argument.data());
  arguments.push_back(nullptr);
  const pid_t child = fork();
  if (child < 0) return absl::UnavailableError("cannot start a process");
  if (child == 0) {
    const int log = open((folder_ + "/commands.log").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
    if (chdir(folder_.c_str()) != 0 || dup2(log, 1) < 0 || dup2(log, 2) < 0) _exit(126);
    execv(arguments[0], arguments.data());
    _exit(127);
  }
  int status = 0;
  if (waitpid(child, &status, 0) != child || status != 0) {
    std::ifstream log(folder_ + "/commands.log");
    return absl::InternalError(
        StrCat(name, " failed: ", std::string(std::istreambuf_iterator<char>(log), {})));
  }
  return absl::OkStatus();
}

}  // namespace dateline
