// Shell completion, generated from the commands and flags themselves.
//
//   std::cout << *CompletionScript(app, Shell::kBash);
//
// Whatever the tree of CLI::App holds is completed: subcommands, flags, and the
// values of flags that take one of a fixed set (CLI::IsMember). Nothing is kept
// by hand. Pure functions of the tree.
#ifndef DATELINE_TOOLS_DATELINE_COMPLETION_H_
#define DATELINE_TOOLS_DATELINE_COMPLETION_H_

#include <CLI/CLI.hpp>
#include <string>

namespace dateline::cli {

enum class Shell { kBash, kZsh, kFish };

// The script to be sourced by the shell (bash, fish) or put into a folder of
// $fpath as "_NAME" (zsh).
std::string CompletionScript(const CLI::App& app, Shell shell);

}  // namespace dateline::cli

#endif  // DATELINE_TOOLS_DATELINE_COMPLETION_H_
