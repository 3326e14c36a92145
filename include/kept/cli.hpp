#pragma once

#include <span>
#include <string>
#include <string_view>

#include "kept/arguments.hpp"
#include "kept/world.hpp"

namespace kept {

/// One run of kept: reads the command line, opens the store as the command needs it, runs the
/// command in one transaction, commits, and only then prints. Every error ends here. Answers the
/// exit status.
int run(std::span<const std::string> arguments, const World& world);

/// Where the command's name stands: the first word that is neither an option nor a global option's
/// value. None where there is no such word, or `--` comes first.
std::optional<std::size_t> position_of_command(std::span<const std::string> typed,
                                               const Arguments& globals);

/// The titles of the groups of commands, by the number of the group.
std::span<const std::string_view> group_titles();

}  // namespace kept
