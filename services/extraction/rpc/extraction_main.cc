// dateline-extraction: the extraction service as a process of its own.
#include "services/extraction/rpc/extraction_daemon.h"

int main(int argc, char** argv) { return dateline::extraction::RunExtractionDaemon(argc, argv); }
