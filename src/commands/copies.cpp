#include "commands/copies.hpp"

#include <algorithm>
#include <fstream>
#include <set>

#include "kept/text.hpp"

namespace kept {

namespace fs = std::filesystem;

namespace {

fs::path list_of_places(const Context& context) {
  return context.settings.backups / "places";
}

std::vector<std::string> places(const Context& context) {
  std::ifstream list(list_of_places(context));
  std::vector<std::string> lines;
  for (std::string line; std::getline(list, line);) lines.push_back(line);
  return lines;
}

}  // namespace

void remember_place(const fs::path& place, Context& context) {
  const std::string line = fs::absolute(place).lexically_normal().string();
  const std::vector<std::string> known = places(context);
  if (std::find(known.begin(), known.end(), line) != known.end()) return;
  std::error_code ignored;
  fs::create_directories(context.settings.backups, ignored);
  std::ofstream list(list_of_places(context), std::ios::app);
  list << line + "\n" << std::flush;
  if (list && line.find('\n') == std::string::npos) return;
  context.notices.push_back(in_quotes(line) +
                            " cannot be noted: kept forget will not look into it");
}

std::vector<fs::path> possible_copies(Context& context) {
  std::error_code ignored;
  const fs::path typed = fs::absolute(context.settings.store.value);
  const fs::path store = fs::weakly_canonical(typed, ignored);
  std::vector<fs::path> looked_into{context.settings.backups, store.parent_path()};
  if (fs::is_symlink(typed, ignored)) looked_into.push_back(typed.parent_path());
  for (const std::string& place : places(context)) looked_into.emplace_back(place);
  std::set<fs::path> files;
  const auto add = [&](const fs::path& file) {
    const bool is_store = fs::equivalent(file, store, ignored);
    if (!is_store && fs::is_regular_file(file, ignored)) files.insert(file);
  };
  for (const fs::path& place : looked_into) {
    add(place);
    for (const fs::directory_entry& each : fs::directory_iterator(place, ignored)) {
      add(each.path());
    }
  }
  return {files.begin(), files.end()};
}

}  // namespace kept
