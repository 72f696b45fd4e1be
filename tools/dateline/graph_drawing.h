// Neighbours and chains of entities, for people and for programs that draw.
//
// DOT is what Graphviz reads, Mermaid what many viewers of Markdown draw. Each
// function returns what is to be printed, lines ended. Pure functions;
// thread-safe.
#ifndef DATELINE_TOOLS_DATELINE_GRAPH_DRAWING_H_
#define DATELINE_TOOLS_DATELINE_GRAPH_DRAWING_H_

#include <string>

#include "dateline/query/v1/graph.pb.h"
#include "tools/dateline/terminal.h"

namespace dateline::cli {

// Names, shared facts and of which types, best first.
std::string NeighboursTable(const query::v1::GetNeighboursResponse& answer, bool wide,
                            const Terminal& terminal);
std::string NeighboursDot(const query::v1::GetNeighboursResponse& answer);
std::string NeighboursMermaid(const query::v1::GetNeighboursResponse& answer);

// Entity, fact, entity, fact ... one below the other.
std::string PathText(const query::v1::FindPathResponse& answer, bool wide,
                     const Terminal& terminal);
std::string PathDot(const query::v1::FindPathResponse& answer);
std::string PathMermaid(const query::v1::FindPathResponse& answer);

}  // namespace dateline::cli

#endif  // DATELINE_TOOLS_DATELINE_GRAPH_DRAWING_H_
