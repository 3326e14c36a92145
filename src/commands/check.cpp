#include "commands/table.hpp"
#include "kept/text.hpp"

namespace kept {

namespace {

Answer check(Context& context) {
  Section section{.key = "problems", .columns = {{"problem", "PROBLEM"}}};
  std::string text;
  for (const std::string& problem : problems(context.store())) {
    text += escape(problem) + "\n";
    section.rows.push_back({{Text{problem}}});
  }
  const Exit status = text.empty() ? Exit::done : Exit::failure;
  return {.report = {.name = "check", .sections = {std::move(section)}},
          .text = std::move(text),
          .when_empty = "The store is well.",
          .status = status};
}

Run declare(Arguments&) {
  return check;
}

}  // namespace

constinit const Command check_command{
    .name = "check",
    .group = Group::data,
    .summary = "whether the store is well; quiet if it is",
    .examples =
        "  kept check\n"
        "  kept check || echo 'restore a backup'\n",
    .details =
        "Looks at the file's integrity, the links between records, the rules, what is\n"
        "derived from them, the search index and the changes. Exit status 1 if something\n"
        "is wrong.\n",
    .access = Access::read,
    .alone = true,
    .declare = declare};

}  // namespace kept
