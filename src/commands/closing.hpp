#pragma once

#include <string>
#include <vector>

#include "commands/promise_answer.hpp"
#include "kept/command.hpp"

/// Closing a loop with all that is still open in it.

namespace kept {

/// What becomes of what is open: `--keep P3,P4`, `--done all` and their like.
struct LooseEnds {
  std::vector<std::string> keep;
  std::vector<std::string> release;
  std::vector<std::string> told;
  Amends amends;
  std::vector<std::string> done;
  std::vector<std::string> drop;
  bool with_parts = false;
  bool end_wait = false;
  bool no_answer = false;
};
void declare_loose_ends(Arguments& arguments, LooseEnds& ends);

/// Puts the loop with this closing, and what becomes of everything in it; answers the parts that
/// were closed with it. Refused (5) with a line for each thing that is still open, as of the
/// closing and as of now, and what to add for it; refused (2) for an id that is not of this loop.
std::vector<Id> close(LoopStory story, const Closing& closing, const LooseEnds& ends,
                      Context& context);

}  // namespace kept
