#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

#include "kept/text.hpp"
#include "store/rows.hpp"

namespace kept {

namespace fs = std::filesystem;

namespace {

constexpr int most_links = 40;

std::string reason(int error) {
  return std::strerror(error);
}

std::optional<struct stat> status_of(const fs::path& file) {
  struct stat status {};
  if (stat(file.c_str(), &status) == 0) return status;
  if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
  throw Error(Exit::no_input,
              "store " + in_quotes(file.string()) + " cannot be read: " + reason(errno));
}

void refuse_what_is_no_store(const fs::path& file, const struct stat& status) {
  const std::string name = in_quotes(file.string());
  if (S_ISDIR(status.st_mode)) {
    throw Error(Exit::bad_store, name + " is a folder, not a store", "name a file in it");
  }
  if (!S_ISREG(status.st_mode)) throw Error(Exit::bad_store, name + " is not a plain file");
  if (status.st_nlink > 1) {
    throw Error(Exit::bad_store,
                "store " + name + " has a second name (a hard link), which could lose records",
                "keep one of the names");
  }
  if (access(file.c_str(), R_OK) != 0) {
    throw Error(Exit::no_input, "store " + name + " cannot be read: " + reason(errno));
  }
}

}  // namespace

void sync_folder(const fs::path& folder) {
  const int descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  fsync(descriptor);
  close(descriptor);
}

// A link to a file that is not there yet is followed too, so that the lock is on the right folder.
fs::path resolved(const fs::path& typed) {
  std::error_code ignored;
  fs::path file = fs::absolute(typed);
  for (int links = 0; links < most_links; ++links) {
    if (!fs::is_symlink(file, ignored) || fs::exists(file, ignored)) break;
    file = file.parent_path() / fs::read_symlink(file, ignored);
  }
  std::error_code failure;
  const fs::path real = fs::weakly_canonical(file, failure);
  return failure ? file.lexically_normal() : real;
}

void sync_file(const fs::path& file) {
  const int descriptor = open(file.c_str(), O_RDONLY | O_CLOEXEC);
  const bool opened = descriptor >= 0;
  const int failed = opened && fsync(descriptor) == 0 ? 0 : errno;
  if (opened) close(descriptor);
  // Some file systems can't sync a folder, and need not.
  if (failed == 0 || (opened && failed == EINVAL)) return;
  throw Error(Exit::failure, in_quotes(file.string()) + " cannot be written: " + reason(failed));
}

std::vector<fs::path> make_folder(const fs::path& folder) {
  if (folder.empty() || fs::is_directory(folder)) return {};
  std::vector<fs::path> made = make_folder(folder.parent_path());
  if (mkdir(folder.c_str(), S_IRWXU) != 0) {
    if (errno == EEXIST) return made;
    throw Error(Exit::failure,
                "folder " + in_quotes(folder.string()) + " cannot be made: " + reason(errno));
  }
  chmod(folder.c_str(), S_IRWXU);
  sync_folder(folder.parent_path());
  made.insert(made.begin(), folder);
  return made;
}

bool is_there_as_store(const fs::path& file) {
  const auto status = status_of(file);
  if (status) refuse_what_is_no_store(file, *status);
  return status.has_value();
}

namespace {

std::string dated(Instant now) {
  std::string time =
      iso(now, Zone::utc()).substr(0, std::string_view("2026-03-26T14:30:05").size());
  std::erase(time, ':');
  return time + "Z";
}

}  // namespace

fs::path dated_name(const fs::path& folder, const std::string& stem, Instant now) {
  const std::string name = stem + dated(now);
  fs::path file = folder / (name + ".db");
  for (int again = 2; fs::exists(fs::symlink_status(file)); ++again) {
    file = folder / (name + "-" + std::to_string(again) + ".db");
  }
  return file;
}

}  // namespace kept
