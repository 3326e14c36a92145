#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "kept/command.hpp"

namespace kept {

/// Notes in the file `places`, in the folder of backups, that a copy was put there: a file or a
/// folder. Notices where it can't be noted.
void remember_place(const std::filesystem::path& place, Context& context);

/// A copy of the store that has somebody, by the ids that they have there.
struct Copy {
  std::filesystem::path file;
  std::vector<Id> ids;
  std::string unreadable;  ///< why it, or a folder of copies, can't be read: then nobody knows
};

/// The copies that have the customer or may have them, of those in the folder of backups, beside
/// the store, and in the places that were noted.
std::vector<Copy> copies_with(const Customer& customer, Context& context);

}  // namespace kept
