#include <cerrno>
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

  /// A file that came to be meanwhile is never replaced. Not every file system has either way.
  void rename_to(const fs::path& target) {
    if (renameat2(AT_FDCWD, path.c_str(), AT_FDCWD, target.c_str(), RENAME_NOREPLACE) == 0) {
      path.clear();
      return;
    }
    if (errno == EEXIST || link(path.c_str(), target.c_str()) != 0) fail_to_copy(target, errno);
  }

 private:
  std::string path;
};

void sync(const fs::path& file, int flags) {
  const int descriptor = open(file.c_str(), O_RDONLY | O_CLOEXEC | flags);
  if (descriptor < 0) fail_to_copy(file, errno);
  const int failed = fsync(descriptor) == 0 ? 0 : errno;
  close(descriptor);
  // Some file systems can't sync a folder, and need not.
  if (failed != 0 && failed != EINVAL) fail_to_copy(file, failed);
}

}  // namespace

void copy_into(Store::Connection& connection, const fs::path& typed) {
  const fs::path file = fs::absolute(typed);
  std::error_code ignored;
  if (fs::exists(fs::symlink_status(file, ignored))) fail_to_copy(file, EEXIST);
  Unfinished copy(file);
  Query(connection, "vacuum into :file").bind(":file", copy.name()).run();
  sync(copy.name(), 0);
  copy.rename_to(file);
  try {
    sync(file.parent_path(), O_DIRECTORY);
  } catch (const Error&) {
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

}  // namespace kept
