#pragma once

#include <array>
#include <stdexcept>
#include <string>
#include <string_view>
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
  partly = 6,         ///< with `--keep-going`: the good part was recorded, the rest rejected
  found = 8,          ///< `--exit-code` was asked and rows were found
  rejected = 65,      ///< an import or a batch that can't be taken; nothing was written
  no_input = 66,      ///< the store or an input file is missing or unreadable
  unprinted = 74,     ///< recorded, but the answer could not be written, or the disk failed then
  busy = 75,          ///< another process holds the store; nothing was written
  bad_store = 78,     ///< bad config; a store that is damaged, newer, or not ours
  interrupted = 130,  ///< by a signal; nothing was written
};

/// What a user is told of each status: for kept(1).
struct ExitMeaning {
  Exit status;
  std::string_view meaning;
};
inline constexpr std::array exit_meanings{
    ExitMeaning{Exit::done, "Done, an empty result included."},
    ExitMeaning{Exit::failure,
                "Any other failure: a full or read-only disk, or kept check found "
                "something."},
    ExitMeaning{Exit::usage, "The command line, or a date or amount in it, can't be read."},
    ExitMeaning{Exit::not_found, "There is no such record."},
    ExitMeaning{Exit::ambiguous, "Several records may be meant."},
    ExitMeaning{Exit::refused, "Refused: the record is in the wrong state, or it needs --yes."},
    ExitMeaning{Exit::partly,
                "With --keep-going: what was good was recorded, the rest was rejected."},
    ExitMeaning{Exit::found, "--exit-code was asked, and rows were found."},
    ExitMeaning{Exit::rejected, "An import or a batch that can't be taken; nothing was written."},
    ExitMeaning{Exit::no_input, "The store or an input file is missing or unreadable."},
    ExitMeaning{Exit::unprinted,
                "Recorded, but the answer could not be printed, or the disk failed afterwards."},
    ExitMeaning{Exit::busy, "Another process holds the store; nothing was written, try again."},
    ExitMeaning{Exit::bad_store,
                "Bad config; or a store that is damaged, newer, or not one of "
                "kept's."},
    ExitMeaning{Exit::interrupted, "Interrupted by a signal; nothing was written."},
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
