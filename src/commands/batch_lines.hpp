#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kept/error.hpp"

/// The lines of a batch: command lines in words, as sh splits them.
///
/// Blanks part words. '...' keeps all that is in it. "..." keeps all but a backslash before `"`,
/// `\`, `$` and a backquote, and names; outside of quotes a backslash keeps any character. At the
/// end of a line it joins the next one. Quotes may go on over lines, which stay in the text. `#`
/// begins a comment where a word would begin. `$NAME` and `${NAME}`, outside of '...', stand for
/// what was named so; a `$` before a blank, a quote or the end is itself. There is nothing else:
/// what the shell would do with ; | & < > ( ) or a backquote is a problem, since whoever writes it
/// means either that or a text. LF or CRLF ends a line, and is LF in a text; a BOM is passed over.
///
/// This is another thing than kept/shell.hpp, which guesses at a line of bash that is still being
/// typed, where nothing is a problem.

namespace kept {

/// A letter or `_`, then letters, digits and `_`: of ASCII, as a shell has them.
bool is_name_in_batch(std::string_view name);

struct BatchLine {
  std::size_t line = 0;  ///< on which it begins, from 1
  std::vector<std::string> words;
  std::optional<Error> problem;  ///< the first; the words are then not all that was meant
};

class BatchLines {
 public:
  /// What a name stands for. An Error that it throws is the problem of the line.
  using Meaning = std::function<std::string(const std::string& name)>;
  /// `content` must outlive this.
  BatchLines(std::string_view content, Meaning of_names);

  /// The next line that has a word. False at the end.
  bool next(BatchLine& found);
  std::size_t bytes_read() const { return at; }

 private:
  void take_word(BatchLine& found);
  void take_single_quotes(std::string& word, BatchLine& found);
  void take_double_quotes(std::string& word, BatchLine& found);
  bool take_escaped(std::string& word);
  void take_name(std::string& word, BatchLine& found);
  void take_plain(std::string& word, BatchLine& found);
  void take_quoted(std::string& word);
  std::size_t newline(std::size_t there) const;
  char following() const { return at + 1 < content.size() ? content[at + 1] : '\n'; }

  std::string_view content;
  Meaning meaning;
  std::size_t at = 0;
  std::size_t line = 1;
};

}  // namespace kept
