#pragma once

#include <span>
#include <string>

#include "kept/world.hpp"

namespace kept {

/// One run of kept: reads the command line, opens the store as the command needs it, runs the
/// command in one transaction, commits, and only then prints. Every error ends here. Answers the
/// exit status.
int run(std::span<const std::string> arguments, const World& world);

}  // namespace kept
