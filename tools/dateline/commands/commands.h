// The commands of `dateline`. Each adds its subcommand, flags and help to `app`;
// its callback runs it and reports to `context`. Both must outlive parsing.
#ifndef DATELINE_TOOLS_DATELINE_COMMANDS_COMMANDS_H_
#define DATELINE_TOOLS_DATELINE_COMMANDS_COMMANDS_H_

#include <CLI/CLI.hpp>

#include "tools/dateline/context.h"

namespace dateline::cli {

// Services and documents.
void AddAdminCommand(CLI::App& app, Context& context);
void AddConfigCommand(CLI::App& app, Context& context);
void AddServeCommand(CLI::App& app, Context& context);
void AddIngestCommand(CLI::App& app, Context& context);
void AddDocumentsCommand(CLI::App& app, Context& context);

// Looking after servers.
void AddHealthCommand(CLI::App& app, Context& context);
void AddTopCommand(CLI::App& app, Context& context);

// Looking after delivery.
void AddStatusCommand(CLI::App& app, Context& context);
void AddDeadLettersCommand(CLI::App& app, Context& context);
void AddReprocessingsCommand(CLI::App& app, Context& context);

// Looking after the stores.
void AddBackupCommand(CLI::App& app, Context& context);
void AddRestoreCommand(CLI::App& app, Context& context);
void AddVerifyCommand(CLI::App& app, Context& context);
void AddMigrateCommand(CLI::App& app, Context& context);
void AddPurgeCommand(CLI::App& app, Context& context);

// The language engine.
void AddExtractCommand(CLI::App& app, Context& context);
void AddAnnotateCommand(CLI::App& app, Context& context);
void AddPatternsCommand(CLI::App& app, Context& context);

// Questions to the fact base.
void AddFactsCommand(CLI::App& app, Context& context);
void AddEntitiesCommand(CLI::App& app, Context& context);
void AddTimelineCommand(CLI::App& app, Context& context);
void AddSaidCommand(CLI::App& app, Context& context);
void AddCompareCommand(CLI::App& app, Context& context);
void AddDiffCommand(CLI::App& app, Context& context);
void AddConflictsCommand(CLI::App& app, Context& context);
void AddGraphCommand(CLI::App& app, Context& context);
void AddExplainCommand(CLI::App& app, Context& context);
void AddWatchCommand(CLI::App& app, Context& context);
void AddExportCommand(CLI::App& app, Context& context);
void AddStatsCommand(CLI::App& app, Context& context);

// The tool itself.
void AddCompletionCommand(CLI::App& app, Context& context);
void AddVersionCommand(CLI::App& app, Context& context);

// All of them, in this order, and the flags that all share.
void AddCommands(CLI::App& app, Context& context);

}  // namespace dateline::cli

#endif  // DATELINE_TOOLS_DATELINE_COMMANDS_COMMANDS_H_
