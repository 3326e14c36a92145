#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "commands/table.hpp"
#include "docs/pages.hpp"
#include "kept/text.hpp"

namespace kept {

namespace {

namespace fs = std::filesystem;

struct Options {
  std::optional<std::string> page;
  std::optional<std::string> folder;
};

/// `promise`, `kept-promise`, `kept-promise.1` or `kept-promise(1)`. Where a topic and a command
/// share a name, as config, the topic is meant: the command's page says what its help says.
bool is_meant(const ManualPage& page, std::string typed) {
  if (!typed.starts_with("kept")) typed.insert(0, "kept-");
  return typed == page.name || typed == page.file() ||
         typed == page.name + '(' + page.section + ')';
}

ManualPage page_named(const std::string& typed) {
  std::vector<ManualPage> pages = manual_pages();
  const auto found = std::find_if(pages.rbegin(), pages.rend(), [&typed](const ManualPage& page) {
    return is_meant(page, typed);
  });
  if (found != pages.rend()) return *found;
  std::vector<std::string> names;
  for (const ManualPage& page : pages) {
    names.push_back(page.name);
    if (page.name.size() > 5) names.push_back(page.name.substr(5));
  }
  const auto near = nearest(typed, names);
  throw Error(Exit::not_found, "there is no page " + in_quotes(typed),
              near ? "did you mean '" + *near + "'?" : "write a command, or config, dates, import");
}

/// Readable by all, whatever the umask: nothing in a manual is anybody's secret.
void write_page(const ManualPage& page, const fs::path& folder) {
  const fs::path file = folder / page.file();
  std::ofstream stream(file, std::ios::binary | std::ios::trunc);
  stream << page.text << std::flush;
  std::error_code failed;
  if (stream) {
    using fs::perms;
    fs::permissions(file,
                    perms::owner_read | perms::owner_write | perms::group_read | perms::others_read,
                    failed);
  }
  if (!stream || failed) {
    throw Error(Exit::failure, "can't write the page " + in_quotes(file.string()));
  }
}

Answer write_pages(const fs::path& folder, const Context& context) {
  std::error_code ignored;
  if (!fs::is_directory(folder, ignored)) {
    throw Error(Exit::no_input, "there is no folder " + in_quotes(folder.string()),
                "make it first");
  }
  const std::vector<ManualPage> pages = manual_pages();
  Answer answer;
  Section section{.key = "pages", .columns = {{"file", "FILE"}}};
  for (const ManualPage& page : pages) {
    if (!context.settings.dry_run) write_page(page, folder);
    section.rows.push_back({{Text{(folder / page.file()).string()}}});
  }
  answer.report = {.name = "manual", .sections = {std::move(section)}};
  answer.text =
      std::to_string(pages.size()) + " pages written to " + escape(folder.string()) + "\n";
  if (context.settings.dry_run) answer.notices.emplace_back("dry run: nothing was written");
  return answer;
}

Answer show_manual(const Options& options, Context& context) {
  if (options.page && options.folder) {
    throw Error(Exit::usage, "--all and a page exclude each other");
  }
  if (options.folder) return write_pages(*options.folder, context);
  ManualPage page = page_named(options.page.value_or("kept"));
  return {.report = recorded("manual", {{"page", Text{page.file()}}, {"text", Text{page.text}}}),
          .text = std::move(page.text)};
}

Run declare(Arguments& arguments) {
  auto options = std::make_shared<Options>();
  arguments.optional("PAGE", options->page, "a command, or config, dates, import; otherwise kept");
  arguments.path("--all", "FOLDER", options->folder, "write all pages into this folder");
  return [options](Context& context) { return show_manual(*options, context); };
}

}  // namespace

std::vector<ManualPage> manual_pages() {
  std::vector<ManualPage> pages{kept_page()};
  for (const Command* command : commands()) pages.push_back(page_of(*command));
  pages.push_back(config_page());
  pages.push_back(dates_page());
  pages.push_back(import_page());
  return pages;
}

constinit const Command manual_command{
    .name = "manual",
    .group = Group::data,
    .summary = "a page of the manual, for man",
    .examples =
        "  kept manual | man -l -\n"
        "  kept manual dates | man -l -\n"
        "  kept manual config.1 | man -l -\n"
        "  kept manual --all man\n",
    .details =
        "PAGE is a command, or one of the topics config (the config file), dates (what\n"
        "days and times may be) and import (files that are read and written). The pages\n"
        "are mdoc(7), which man-db and mandoc show.\n",
    .access = Access::none,
    .alone = true,
    .declare = declare};

}  // namespace kept
