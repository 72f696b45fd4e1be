#include "tools/dateline/completion.h"

#include <iostream>
#include <memory>

#include "tools/dateline/commands/commands.h"

namespace dateline::cli {

void AddCompletionCommand(CLI::App& app, Context& context) {
  auto shell = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("completion", "Print the completion script of a shell");
  command->add_option("shell", *shell, "Which shell")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  command->footer(
      "Examples:\n"
      "  source <(dateline completion bash)\n"
      "  dateline completion zsh > ~/.zfunc/_dateline\n"
      "  dateline completion fish > ~/.config/fish/completions/dateline.fish");
  command->callback([shell, &app] {
    const Shell kind = *shell == "zsh"    ? Shell::kZsh
                       : *shell == "fish" ? Shell::kFish
                                          : Shell::kBash;
    std::cout << CompletionScript(app, kind);
  });
}

}  // namespace dateline::cli
