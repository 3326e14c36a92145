#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kept/world.hpp"

/// What is written from the whole tree of commands: manual pages, completion scripts, and the
/// answers that those scripts ask for.

namespace kept {

/// A page of the manual in mdoc(7), as committed in man/ and installed. Its text depends on the
/// version alone.
struct ManualPage {
  std::string name;  ///< `kept-promise`
  char section;      ///< '1': kept and its commands; '5': files; '7': the rest
  std::string text;

  std::string file() const { return name + '.' + section; }
};

/// All pages: kept(1) first, then those of the commands in the order of `kept --help`, then topics.
std::vector<ManualPage> manual_pages();

enum class Shell { bash, zsh, fish };
template <>
struct Names<Shell> {
  static constexpr std::array<std::string_view, 3> all{"bash", "zsh", "fish"};
};

/// The script that completes kept's command line in a shell, as committed in completions/.
std::string_view completion_script(Shell shell);
/// Its name in completions/, by which the shell's own loader finds it: `kept.fish`.
std::string_view completion_file(Shell shell);

/// What could stand where the cursor is: what `kept __complete` prints. `typed` is either `bash`,
/// the command line up to the cursor, the part of its last word that readline will replace, and
/// COMP_TYPE; or `zsh` or `fish`, the words before the one that is being typed without their
/// quotes, and that one.
///
/// A candidate a line, then, where there is something to say, a tab and a description. A line that
/// begins with a tab asks the shell for its own candidates: `files` or `folders`. For bash a
/// candidate is quoted as the line needs it.
///
/// Reads the store, if there is one of this version; never writes, migrates or waits. What fails
/// leaves candidates out, and is never told: somebody is typing.
std::string completions(std::span<const std::string> typed, const World& world);

}  // namespace kept
