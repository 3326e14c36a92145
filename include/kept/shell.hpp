#pragma once

#include <string>
#include <string_view>
#include <vector>

/// A command line of a shell: its words as far as it is typed, and how a text is put into it.

namespace kept {

struct ShellWord {
  std::string raw;         ///< as it stands in the line
  std::string value;       ///< without quotes
  char open_quote = 0;     ///< `'` or `"` where the word ends inside quotes
  bool redirects = false;  ///< names a file for < or >
};

/// The words of the last simple command in the line. The last one is what is being typed: it is
/// empty where the line is, or where it ends in a blank. Redirections are no words, unless one is
/// being typed.
std::vector<ShellWord> shell_words(std::string_view line);

/// The text as it is typed where that quote is open, or none (0). The quote is not closed.
std::string shell_quoted(std::string_view text, char open_quote);
/// The text as one word, in ' quotes: for a command line that is shown, to be typed as it is.
std::string in_shell_quotes(std::string_view text);

}  // namespace kept
