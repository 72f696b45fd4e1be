// The commands below `dateline entities`: show, pin, unpin, pins.
#ifndef DATELINE_TOOLS_DATELINE_COMMANDS_ENTITY_PINS_H_
#define DATELINE_TOOLS_DATELINE_COMMANDS_ENTITY_PINS_H_

#include <CLI/CLI.hpp>

#include "tools/dateline/context.h"

namespace dateline::cli {

// Adds them to `entities`; both must outlive parsing.
void AddEntityPinCommands(CLI::App& entities, Context& context);

}  // namespace dateline::cli

#endif  // DATELINE_TOOLS_DATELINE_COMMANDS_ENTITY_PINS_H_
