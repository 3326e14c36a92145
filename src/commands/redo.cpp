#include "commands/table.hpp"
#include "kept/text.hpp"

namespace kept {

namespace {

/// The change that was first made, below a chain of undos and redos of it.
Change first_made(Store& store, Change change) {
  while (change.reverses) change = *kept::change(store, *change.reverses);
  return change;
}

Answer redo_change(Context& context) {
  const Change redoing = redo(context.store(), context.now());
  const Change original = first_made(context.store(), redoing);
  return {.ids = {redoing.id},
          .report = recorded("redo", {{"change", original.id}, {"by", redoing.id}}),
          .text = "done again: " + shown(original.id) + " " + escape(original.command) + ": " +
                  said(original.summary) + "\n",
          .already_recorded = true};
}

Run declare(Arguments&) {
  return redo_change;
}

}  // namespace

constinit const Command redo_command{.name = "redo",
                                     .group = Group::look_and_mend,
                                     .summary = "do again what was undone",
                                     .examples = "  kept redo\n",
                                     .details = "Refused once something new was recorded.\n",
                                     .access = Access::write,
                                     .alone = true,
                                     .declare = declare};

}  // namespace kept
