#include "commands/copies.hpp"
#include "commands/table.hpp"
#include "kept/text.hpp"

namespace kept {

namespace {

namespace fs = std::filesystem;

struct Options {
  std::optional<std::string> target;
  std::optional<int> keep;
};

bool is_folder(const std::string& typed) {
  std::error_code ignored;
  return typed.ends_with('/') || fs::is_directory(typed, ignored);
}

int copies_to_keep(const Options& options, const Settings& settings) {
  const int keep = options.keep.value_or(settings.config.backup_keep);
  if (keep < 1) throw Error(Exit::usage, "--keep '0' would keep nothing", "write 1 or more");
  return keep;
}

/// The file that was written, or where it would be.
Answer answer_of(const fs::path& target, std::span<const fs::path> erased) {
  Texts names;
  std::string text = "backup written to " + escape(target.string()) + "\n";
  for (const fs::path& each : erased) {
    names.texts.push_back(each.string());
    text += "erased: " + escape(each.filename().string()) + "\n";
  }
  return {.report = recorded("backup", {{"file", Text{target.string()}}, {"erased", names}}),
          .text = std::move(text)};
}

Answer back_up_store(const Options& options, Context& context) {
  const Settings& settings = context.settings;
  const bool to_folder = !options.target || is_folder(*options.target);
  const fs::path target = options.target ? fs::path(*options.target) : settings.backups;
  if (!to_folder && options.keep) {
    throw Error(Exit::usage, "--keep makes no sense for a file", "name a folder");
  }
  const int keep = copies_to_keep(options, settings);
  if (settings.dry_run) {
    Answer answer = answer_of(target, {});
    answer.notices.emplace_back("dry run: nothing was written");
    return answer;
  }
  if (!to_folder) {
    back_up(context.store(), target);
    remember_place(target, context);
    return answer_of(target, {});
  }
  const fs::path file = back_up_into(context.store(), target, "", context.now());
  if (options.target) remember_place(target, context);
  try {
    return answer_of(file, erase_oldest_backups(file, "", keep));
  } catch (const Error& error) {
    throw Error(Exit::unprinted, "the backup is complete, but " + std::string(error.what()));
  }
}

Run declare(Arguments& arguments) {
  auto options = std::make_shared<Options>();
  arguments.optional("FILE", options->target, "the file to make, or a folder; else kept's own");
  arguments.last().is_path = true;
  arguments.option("--keep", "N", options->keep, "leave so many backups in the folder, the newest");
  return [options](Context& context) { return back_up_store(*options, context); };
}

}  // namespace

constinit const Command backup_command{
    .name = "backup",
    .group = Group::data,
    .summary = "a complete copy of the store",
    .examples =
        "  kept backup\n"
        "  kept backup ~/backups/ --keep 30\n"
        "  kept backup /media/stick/kept.db\n",
    .details =
        "Safe while others write. A file must not exist; in a folder, which is made where\n"
        "there is none, the copy is named kept-2026-03-26T143005Z.db, by its time in UTC,\n"
        "and the oldest of these names are erased once it is complete. Without FILE it is\n"
        "$XDG_STATE_HOME/kept. A copy is a store like any other: kept --db FILE reads it,\n"
        "kept check --db FILE checks it, kept restore FILE brings it back.\n",
    .access = Access::read,
    .alone = true,
    .declare = declare};

}  // namespace kept
