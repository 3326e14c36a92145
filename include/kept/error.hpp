#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace kept {

/// How a run ended: the exit statuses of the command line. Scripts depend on them; none is ever
/// given another meaning. 66, 74, 75 and 78 are those of BSD's sysexits.h.
enum class Exit : int {
  done = 0,           ///< an empty result included
  failure = 1,        ///< full or read-only disk; `check` found something; anything not named here
  usage = 2,          ///< the command line, or a date or amount in it, can't be read
  not_found = 3,      ///< no such record
  ambiguous = 4,      ///< several records are meant
  refused = 5,        ///< the record is in the wrong state, or `--yes` is needed
  found = 8,          ///< `--exit-code` was asked and rows were found
  rejected = 65,      ///< an import that can't be read; nothing was written
  no_input = 66,      ///< the store or an input file is missing or unreadable
  unprinted = 74,     ///< recorded, but the answer could not be written
  busy = 75,          ///< another process holds the store; nothing was written
  bad_store = 78,     ///< bad config; a store that is damaged, newer, or not ours
  interrupted = 130,  ///< by a signal; nothing was written
};

/// The only exception that kept throws. `what()` says what was wrong, quoting it as it was typed,
/// in lower case and without a full stop; `hint` says what to do next, and may be empty. It is
/// caught in one place, run(), which prints both and returns the status. Nothing was written.
class Error : public std::runtime_error {
 public:
  Error(Exit exit, const std::string& what, std::string hint_text = {})
      : std::runtime_error(what), status(exit), hint(std::move(hint_text)) {}

  Exit status;
  std::string hint;
};

}  // namespace kept
