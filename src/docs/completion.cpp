#include "commands/table.hpp"
#include "kept/docs.hpp"

namespace kept {

namespace {

Answer show_script(Shell shell) {
  const std::string script(completion_script(shell));
  return {.report = recorded("completion", {{"shell", Word{std::string(name_of(shell))}},
                                            {"script", Text{script}}}),
          .text = script};
}

Run declare(Arguments& arguments) {
  auto shell = std::make_shared<std::string>();
  arguments.required("SHELL", *shell, "whose command lines are to be completed");
  for (const std::string_view name : Names<Shell>::all) {
    arguments.last().choices.emplace_back(name);
  }
  return [shell](Context&) { return show_script(*read_choice<Shell>(*shell)); };
}

}  // namespace

constinit const Command completion_command{
    .name = "completion",
    .group = Group::data,
    .summary = "a script by which a shell completes kept's lines",
    .examples =
        "  kept completion bash > ~/.local/share/bash-completion/completions/kept\n"
        "  kept completion zsh > ~/.zfunc/_kept\n"
        "  kept completion fish > ~/.config/fish/completions/kept.fish\n"
        "  eval \"$(kept completion bash)\"\n",
    .details =
        "Completes commands, options and their choices, customers by any word of their\n"
        "name, and the ids of loops, promises, entries and changes. For zsh the folder\n"
        "must be in fpath before compinit runs.\n",
    .access = Access::none,
    .alone = true,
    .declare = declare};

}  // namespace kept
