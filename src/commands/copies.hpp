#pragma once

#include <filesystem>
#include <vector>

#include "kept/command.hpp"

namespace kept {

/// Notes in the file `places`, in the folder of backups, that a copy was put there: a file or a
/// folder. Notices where it can't be noted.
void remember_place(const std::filesystem::path& place, Context& context);

/// Files that may be copies of the store: those in the folder of backups, beside the store, and in
/// the places that were noted. The store itself is not among them.
std::vector<std::filesystem::path> possible_copies(Context& context);

}  // namespace kept
