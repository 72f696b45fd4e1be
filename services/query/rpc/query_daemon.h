// The query service as a process of its own: what dateline-query does. A library, so
// that `dateline` is all daemons in one file when it is called by their names, as
// in the image.
//
//   int main(int argc, char** argv) { return dateline::query::RunQueryDaemon(argc, argv); }
#ifndef DATELINE_SERVICES_QUERY_RPC_QUERY_DAEMON_H_
#define DATELINE_SERVICES_QUERY_RPC_QUERY_DAEMON_H_

namespace dateline::query {

// Reads flags and settings, serves until SIGTERM or SIGINT, and says on standard
// error what went wrong. The exit code of the process. Once in a process.
int RunQueryDaemon(int argc, char** argv);

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_RPC_QUERY_DAEMON_H_
