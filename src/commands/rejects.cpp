#include "commands/rejects.hpp"

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "kept/error.hpp"
#include "kept/text.hpp"

namespace kept {

namespace {

[[noreturn]] void refuse(const std::string& path) {
  throw Error(Exit::refused, "there is a file " + in_quotes(path) + " already",
              "look at it and remove it, or name another with --rejects");
}

}  // namespace

Rejects::Rejects(std::string path_of_file) : path(std::move(path_of_file)) {
  descriptor = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor >= 0) return;
  if (errno == EEXIST) refuse(path);
  fail();
}

Rejects::~Rejects() {
  close(descriptor);
  if (!kept) unlink(path.c_str());
}

void Rejects::hold_to_new(const std::string& path) {
  std::error_code unknown;
  if (std::filesystem::exists(std::filesystem::symlink_status(path, unknown))) refuse(path);
}

void Rejects::fail() const {
  const std::string why = std::generic_category().message(errno);
  throw Error(Exit::failure, "can't write the file " + in_quotes(path) + ": " + why);
}

void Rejects::add(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail();
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

void Rejects::begin_anew() {
  if (ftruncate(descriptor, 0) != 0 || lseek(descriptor, 0, SEEK_SET) != 0) fail();
}

void Rejects::finish() {
  if (fsync(descriptor) != 0 && errno != EINVAL) fail();
}

}  // namespace kept
