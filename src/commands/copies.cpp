#include "commands/copies.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
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

namespace {

/// What may be copies of the store, and the folders of copies that can't be read.
struct Found {
  std::set<fs::path> files;
  std::vector<Copy> out_of_reach;
};

/// A noted place that is gone was erased by somebody, unless all around it is gone too, as where a
/// disk was taken away.
bool is_gone(const fs::path& place, const std::error_code& failure) {
  std::error_code ignored;
  return failure == std::errc::no_such_file_or_directory &&
         fs::is_directory(place.parent_path(), ignored);
}

void look_into(const fs::path& place, Found& found) {
  std::error_code failure;
  if (fs::is_regular_file(place, failure)) {
    found.files.insert(place);
    return;
  }
  fs::directory_iterator each(place, failure);
  for (; !failure && each != fs::directory_iterator(); each.increment(failure)) {
    std::error_code ignored;
    if (each->is_regular_file(ignored)) found.files.insert(each->path());
  }
  if (failure && !is_gone(place, failure)) {
    found.out_of_reach.push_back({place, {}, in_quotes(place.string()) + ": " + failure.message()});
  }
}

Found possible_copies(const Context& context) {
  std::error_code ignored;
  const fs::path typed = fs::absolute(context.settings.store.value);
  const fs::path store = fs::weakly_canonical(typed, ignored);
  std::set<fs::path> looked_into{store.parent_path(), typed.parent_path()};
  if (fs::exists(context.settings.backups, ignored)) looked_into.insert(context.settings.backups);
  for (const std::string& place : places(context)) looked_into.insert(place);
  Found found;
  for (const fs::path& place : looked_into) look_into(place, found);
  std::erase_if(found.files,
                [&](const fs::path& file) { return fs::equivalent(file, store, ignored); });
  return found;
}

}  // namespace

std::vector<Copy> copies_with(const Customer& customer, Context& context) {
  const std::string source = own_source(context.store());
  std::vector<Copy> copies;
  Found found = possible_copies(context);
  for (const fs::path& file : found.files) {
    try {
      std::vector<Id> ids = still_named(file, customer, source);
      if (!ids.empty()) copies.push_back({file, std::move(ids), {}});
    } catch (const Error& error) {
      copies.push_back({file, {}, error.what()});
    }
  }
  std::move(found.out_of_reach.begin(), found.out_of_reach.end(), std::back_inserter(copies));
  return copies;
}

}  // namespace kept
