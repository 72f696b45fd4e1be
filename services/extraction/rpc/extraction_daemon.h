// The extraction service as a process of its own: what dateline-extraction does. A library, so
// that `dateline` is all daemons in one file when it is called by their names, as
// in the image.
//
//   int main(int argc, char** argv) { return dateline::extraction::RunExtractionDaemon(argc, argv);
//   }
#ifndef DATELINE_SERVICES_EXTRACTION_RPC_EXTRACTION_DAEMON_H_
#define DATELINE_SERVICES_EXTRACTION_RPC_EXTRACTION_DAEMON_H_

namespace dateline::extraction {

// Reads flags and settings, serves until SIGTERM or SIGINT, and says on standard
// error what went wrong. The exit code of the process. Once in a process.
int RunExtractionDaemon(int argc, char** argv);

}  // namespace dateline::extraction

#endif  // DATELINE_SERVICES_EXTRACTION_RPC_EXTRACTION_DAEMON_H_
