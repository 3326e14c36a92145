#include "commands/table.hpp"
#include "kept/text.hpp"

namespace kept {

namespace {

struct Options {
  std::string file;
};

Answer back_up_store(const Options& options, Context& context) {
  std::vector<std::string> notices;
  if (context.settings.dry_run) {
    notices.emplace_back("dry run: nothing was written");
  } else {
    back_up(context.store(), options.file);
  }
  return {.report = recorded("backup", {{"file", Text{options.file}}}),
          .text = "backup written to " + escape(options.file) + "\n",
          .notices = std::move(notices)};
}

Run declare(Arguments& arguments) {
  auto options = std::make_shared<Options>();
  arguments.required("FILE", options->file, "the file to make; it must not exist");
  arguments.last().is_path = true;
  return [options](Context& context) { return back_up_store(*options, context); };
}

}  // namespace

constinit const Command backup_command{
    .name = "backup",
    .group = Group::data,
    .summary = "a complete copy of the store",
    .examples = "  kept backup ~/backups/kept-$(date +%F).db\n",
    .details =
        "Safe while others write. The copy is a store like any other: kept --db FILE\n"
        "reads it.\n",
    .access = Access::read,
    .alone = true,
    .declare = declare};

}  // namespace kept
