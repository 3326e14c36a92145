#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kept/text.hpp"
#include "store/rows.hpp"

namespace kept {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void fail_to_copy(const fs::path& file, int error) {
  if (error == EEXIST) {
    throw Error(Exit::refused, in_quotes(file.string()) + " exists already", "name another file");
  }
  throw Error(Exit::failure,
              in_quotes(file.string()) + " cannot be written: " + std::strerror(error));
}

/// An empty file beside the target, mode 0600, gone again unless it was renamed.
class Unfinished {
 public:
  explicit Unfinished(const fs::path& target)
      : path((target.parent_path() / ".kept-copy-XXXXXX").string()) {
    const int descriptor = mkostemp(path.data(), O_CLOEXEC);
    if (descriptor < 0) fail_to_copy(target, errno);
    close(descriptor);
  }
  Unfinished(const Unfinished&) = delete;
  Unfinished& operator=(const Unfinished&) = delete;
  ~Unfinished() {
    if (path.empty()) return;
    unlink(path.c_str());
    unlink((path + "-journal").c_str());
  }

  const std::string& name() const { return path; }

  void rename_to(const fs::path& target, Existing existing) {
    if (existing == Existing::replaced) {
      if (rename(path.c_str(), target.c_str()) != 0) fail_to_copy(target, errno);
      path.clear();
    } else {
      rename_to_new(target);
    }
  }

 private:
  /// A file that came to be meanwhile is never replaced. Not every file system has either way.
  void rename_to_new(const fs::path& target) {
    if (renameat2(AT_FDCWD, path.c_str(), AT_FDCWD, target.c_str(), RENAME_NOREPLACE) == 0) {
      path.clear();
      return;
    }
    if (errno == EEXIST || link(path.c_str(), target.c_str()) != 0) fail_to_copy(target, errno);
  }

  std::string path;
};

// ---- rotation --------------------------------------------------------------------------------

/// When a backup was made, by its name, and its number among those of that second.
using Made = std::pair<std::string, int>;

std::string stem_of(std::string_view label) {
  return "kept-" + std::string(label);
}

bool is_dated(std::string_view text) {
  constexpr std::string_view pattern = "0000-00-00T000000Z";
  return text.size() == pattern.size() &&
         std::equal(text.begin(), text.end(), pattern.begin(), [](char c, char like) {
           return like == '0' ? c >= '0' && c <= '9' : c == like;
         });
}

/// None where the name is not one that dated_name() gives.
std::optional<Made> made(std::string_view name, std::string_view stem) {
  constexpr std::string_view ending = ".db";
  constexpr std::size_t date_length = 18;
  if (!name.starts_with(stem) || !name.ends_with(ending)) return std::nullopt;
  name.remove_prefix(stem.size());
  name.remove_suffix(std::min(name.size(), ending.size()));
  const std::string_view date = name.substr(0, date_length);
  if (!is_dated(date)) return std::nullopt;
  const std::string_view rest = name.substr(date_length);
  if (rest.empty()) return Made{date, 1};
  int again = 0;
  const auto [end, error] = std::from_chars(rest.data() + 1, rest.data() + rest.size(), again);
  const bool is_number = error == std::errc() && end == rest.data() + rest.size() && again > 1;
  return rest.front() == '-' && is_number ? std::optional(Made{date, again}) : std::nullopt;
}

}  // namespace

void copy_into(Store::Connection& connection, const fs::path& typed, Existing existing) {
  const fs::path file = fs::absolute(typed);
  std::error_code ignored;
  const bool is_there = fs::exists(fs::symlink_status(file, ignored));
  if (existing == Existing::refused && is_there) fail_to_copy(file, EEXIST);
  Unfinished copy(file);
  Query(connection, "vacuum into :file").bind(":file", copy.name()).run();
  sync_file(copy.name());
  copy.rename_to(file, existing);
  try {
    sync_file(file.parent_path());
  } catch (const Error& error) {
    if (existing == Existing::replaced) {
      throw Error(
          Exit::unprinted,
          in_quotes(file.string()) + " was replaced, and then the disk failed: " + error.what(),
          "kept check tells whether it is well");
    }
    // What is told as not written is not left there: a second try would be refused.
    unlink(file.c_str());
    throw;
  }
}

void back_up(Store& store, const fs::path& file) {
  Store::Connection& connection = store.connection();
  if (connection.unrecorded || connection.worth_committing) {
    throw Error(Exit::failure, "a store is not copied in the middle of a change");
  }
  // VACUUM runs outside of a transaction, and counts as writing.
  connection.roll_back();
  {
    const WritingAllowed allowed(connection);
    copy_into(connection, file);
  }
  connection.begin();
}

fs::path back_up_into(Store& store, const fs::path& typed, std::string_view label, Instant now) {
  const fs::path folder = fs::absolute(typed);
  make_folder(folder);
  fs::path file = dated_name(folder, stem_of(label), now);
  back_up(store, file);
  return file;
}

// `newest` stays, whatever a clock that was set back has called it.
std::vector<fs::path> erase_oldest_backups(const fs::path& newest, std::string_view label,
                                           int keep) try {
  std::vector<std::pair<Made, fs::path>> others;
  for (const fs::directory_entry& each : fs::directory_iterator(newest.parent_path())) {
    const auto when = made(each.path().filename().string(), stem_of(label));
    if (when && each.path() != newest && each.is_regular_file()) {
      others.emplace_back(*when, each.path());
    }
  }
  std::sort(others.begin(), others.end(), std::greater<>());
  std::vector<fs::path> erased;
  for (std::size_t i = static_cast<std::size_t>(keep) - 1; i < others.size(); ++i) {
    fs::remove(others[i].second);
    erased.push_back(others[i].second);
  }
  return erased;
} catch (const fs::filesystem_error& error) {
  throw Error(Exit::failure, "older backups beside " + in_quotes(newest.string()) +
                                 " cannot be erased: " + error.code().message());
}

}  // namespace kept
