// The ingest service as a process of its own: what dateline-ingest does. A library, so
// that `dateline` is all daemons in one file when it is called by their names, as
// in the image.
//
//   int main(int argc, char** argv) { return dateline::ingest::RunIngestDaemon(argc, argv); }
#ifndef DATELINE_SERVICES_INGEST_RPC_INGEST_DAEMON_H_
#define DATELINE_SERVICES_INGEST_RPC_INGEST_DAEMON_H_

namespace dateline::ingest {

// Reads flags and settings, serves until SIGTERM or SIGINT, and says on standard
// error what went wrong. The exit code of the process. Once in a process.
int RunIngestDaemon(int argc, char** argv);

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_RPC_INGEST_DAEMON_H_
