#include "commands/copies.hpp"
#include "commands/table.hpp"
#include "kept/shell.hpp"
#include "kept/text.hpp"

namespace kept {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_problems = 10;

struct Options {
  std::string file;
  bool damaged = false;
};

void hold_to_well(const std::vector<std::string>& problems, const Options& options) {
  if (problems.empty() || options.damaged) return;
  std::string what = in_quotes(options.file) + " is not well";
  for (std::size_t i = 0; i < std::min(problems.size(), most_problems); ++i) {
    what += "\n  " + problems[i];
  }
  if (problems.size() > most_problems) {
    what += "\n  and " + std::to_string(problems.size() - most_problems) + " more";
  }
  throw Error(Exit::bad_store, what, "take another backup, or add --damaged to take this one");
}

/// `2 customers, 3 promises; last change H9, Thu 2026-03-26 14:30`
std::string contents(Store& store, const Context& context) {
  std::int64_t customers = 0;
  std::int64_t promises = 0;
  each_customer(store, [&](const Customer& customer) { customers += !customer.forgotten; });
  each_promise(store, [&](const Promise&) { ++promises; });
  std::string line = std::to_string(customers) + (customers == 1 ? " customer, " : " customers, ") +
                     std::to_string(promises) + (promises == 1 ? " promise" : " promises");
  const std::vector<Change> newest = changes(store, 1);
  if (newest.empty()) return line;
  return line + "; last change " + shown(newest.front().id) + ", " +
         said(newest.front().at, context);
}

/// Who was forgotten in the present store and is a person again in the copy.
std::vector<Id> brought_back(const fs::path& file, Store& copy) {
  std::vector<Id> ids;
  try {
    std::optional<Store> present = Store::open_to_look(file);
    if (!present) return ids;
    each_customer(*present, [&](const Customer& customer) {
      if (!customer.forgotten) return;
      const std::optional<Customer> there = kept::customer(copy, customer.id);
      if (there && !there->forgotten && there->added == customer.added) ids.push_back(customer.id);
    });
  } catch (const Error&) {
    // What is damaged is replaced all the same.
  }
  return ids;
}

Answer restore(const Options& options, Context& context) {
  const Settings& settings = context.settings;
  const fs::path& file = settings.store.value;
  std::error_code ignored;
  const bool is_there = fs::exists(file, ignored);
  if (is_there && fs::equivalent(file, options.file, ignored)) {
    throw Error(Exit::usage, in_quotes(options.file) + " is the store itself");
  }
  Store copy = Store::copy_of(options.file);
  const std::vector<std::string> problems = kept::problems(copy);
  hold_to_well(problems, options);
  const std::string what = "from " + in_quotes(options.file) + ": " + contents(copy, context);
  Answer answer;
  for (const std::string& problem : problems) answer.notices.push_back(problem);
  for (const Id id : is_there ? brought_back(file, copy) : std::vector<Id>{}) {
    answer.notices.push_back(shown(id) + ", who was forgotten, is in this backup: kept forget " +
                             shown(id) + " --yes erases the person again");
  }
  if (settings.dry_run) {
    answer.text = "would be restored " + what + "\n";
    answer.notices.emplace_back("dry run: nothing was written");
    return answer;
  }
  if (is_there && !settings.yes) {
    throw Error(
        Exit::refused,
        "there is a store at " + in_quotes(file.string()) + ", which would be replaced " + what,
        "add --yes; the present one is kept aside in " + in_quotes(settings.backups.string()));
  }
  const auto aside = put_in_place(copy, file, settings.backups, settings.now);
  remember_place(options.file, context);
  answer.text = "restored " + what + "\n";
  if (aside) {
    answer.text += "the store before is kept aside: kept restore --yes " +
                   escape(in_shell_quotes(aside->string())) + " brings it back\n";
  }
  answer.report = recorded("restore", {{"file", Text{options.file}},
                                       {"store", Text{file.string()}},
                                       {"aside", aside ? Cell(Text{aside->string()}) : Cell()}});
  return answer;
}

Run declare(Arguments& arguments) {
  auto options = std::make_shared<Options>();
  arguments.required("FILE", options->file, "a backup");
  arguments.last().is_path = true;
  arguments.flag("--damaged", options->damaged, "take it, although kept check finds problems");
  return [options](Context& context) { return restore(*options, context); };
}

}  // namespace

constinit const Command restore_command{
    .name = "restore",
    .group = Group::data,
    .summary = "put a backup in the place of the store",
    .examples =
        "  kept restore ~/backups/kept-2026-03-26T143005Z.db --dry-run\n"
        "  kept restore ~/backups/kept-2026-03-26T143005Z.db --yes\n",
    .details =
        "The backup is checked first, as by kept check, and copied; the file itself stays\n"
        "as it is. A backup of an older kept is brought up to date. The store that was\n"
        "there, even a damaged one, is kept aside among the backups and never erased from\n"
        "there; kept undo then goes back in the history of the backup, and new ids go on\n"
        "from the higher of both. Whoever was forgotten since is back, and named.\n"
        "Whatever happens meanwhile, there is the one store or the other.\n",
    .access = Access::none,
    .alone = true,
    .declare = declare};

}  // namespace kept
