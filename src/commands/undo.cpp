#include "commands/table.hpp"
#include "kept/text.hpp"

namespace kept {

namespace {

struct Options {
  std::optional<std::string> change;
  std::optional<int> last;
};

Id change_meant(const std::string& typed) {
  const auto id = read_id(typed);
  if (id && id->kind == Kind::change) return *id;
  throw Error(Exit::usage, in_quotes(typed) + " is not the id of a change",
              "write one like H31; kept history lists them");
}

std::vector<Change> take_back(const Options& options, Context& context) {
  const std::array ways{Alternative{"CHANGE", options.change.has_value()},
                        Alternative{"--last", options.last.has_value()}};
  at_most_one(ways);
  if (options.change) {
    return {undo(context.store(), change_meant(*options.change), context.now())};
  }
  const int count = options.last.value_or(1);
  if (count == 0) throw Error(Exit::usage, "--last '0' undoes nothing", "write 1 or more");
  std::vector<Change> undone;
  try {
    while (std::ssize(undone) < count) undone.push_back(undo(context.store(), context.now()));
  } catch (const Error& error) {
    if (undone.empty()) throw;
    throw Error(error.status,
                "only " + std::to_string(undone.size()) + " of " + std::to_string(count) +
                    " changes can be undone: " + error.what(),
                "nothing was undone");
  }
  return undone;
}

Answer undo_changes(const Options& options, Context& context) {
  Section section{.key = "undone",
                  .columns = {{"change", "CHANGE"}, {"by", "BY"}, {"summary", "SUMMARY"}}};
  Answer answer{.already_recorded = true};
  for (const Change& undoing : take_back(options, context)) {
    const auto original = change(context.store(), *undoing.reverses);
    answer.ids.push_back(undoing.id);
    answer.text += "undone: " + shown(original->id) + " " + escape(original->command) + ": " +
                   said(original->summary) + "\n";
    section.rows.push_back({{original->id, undoing.id, Text{original->summary}}});
  }
  answer.report = {.name = "undo", .sections = {std::move(section)}};
  return answer;
}

Run declare(Arguments& arguments) {
  auto options = std::make_shared<Options>();
  arguments.optional("CHANGE", options->change, "that change alone, such as H31");
  arguments.option("--last", "N", options->last, "the newest N changes, all or none");
  return [options](Context& context) { return undo_changes(*options, context); };
}

}  // namespace

constinit const Command undo_command{
    .name = "undo",
    .group = Group::look_and_mend,
    .summary = "take the last change back",
    .examples =
        "  kept undo\n"
        "  kept undo --last 3\n"
        "  kept undo H31\n"
        "  kept --dry-run undo\n",
    .details =
        "A second undo goes one change further back; kept redo brings it again. One\n"
        "change alone is refused where a later one touched the same records. Ids are\n"
        "never used again.\n",
    .access = Access::write,
    .alone = true,
    .declare = declare};

}  // namespace kept
