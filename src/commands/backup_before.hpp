#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "kept/command.hpp"

namespace kept {

/// A copy of the store before a big import, among kept's own backups. It belongs to the change:
/// without keep() it is gone when this goes, so that who mends a file again and again, or imports
/// what is there already, loses no older backup to the rotation.
class BackupBefore {
 public:
  /// Makes the copy. Throws Error where that is impossible.
  explicit BackupBefore(Context& context);
  BackupBefore(const BackupBefore&) = delete;
  BackupBefore& operator=(const BackupBefore&) = delete;
  ~BackupBefore();

  const std::filesystem::path& file() const { return made; }
  /// Erases the oldest, too, but those that the config keeps. Never throws.
  void keep();

 private:
  std::filesystem::path made;
  int newest;  ///< so many stay
  bool kept = false;
};

/// Before an import of so many bytes, if the config calls that big, or of 0, which means that
/// nobody knows how big it is. None where it is small, only tried, or where nothing can be lost.
std::shared_ptr<BackupBefore> backup_before(std::uintmax_t bytes, Context& context);

}  // namespace kept
