// dateline-ingest: the ingest service as a process of its own.
#include "services/ingest/rpc/ingest_daemon.h"

int main(int argc, char** argv) { return dateline::ingest::RunIngestDaemon(argc, argv); }
