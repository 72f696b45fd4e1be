// dateline-query: the query service as a process of its own.
#include "services/query/rpc/query_daemon.h"

int main(int argc, char** argv) { return dateline::query::RunQueryDaemon(argc, argv); }
