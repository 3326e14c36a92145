#pragma once

#include <filesystem>
#include <string>

/// Sessions as a user would type them, played in-process through the run() that main calls.
///
///     # a comment
///     @now 2026-03-22 10:00        the clock, from here on
///     @zone Asia/Jerusalem         TZ, from here on
///     @env KEPT_DB=other.db        an environment variable; nothing after = takes it away
///     @terminal on                 stdout and stderr are terminals
///     @file notes.txt              a file in the home folder; its lines follow, each after '| '
///     < a line of stdin            for the next command
///     $ kept overdue --send        what a shell would be given is shown on stderr; `exit 75` fails
///     $ kept log dana 'hello' -i   words, '...' and "..." as a shell reads them; \ joins lines,
///                                  and `> FILE` at the end puts stdout into a file
///     the stdout that is expected
///     ! the stderr that is expected
///     [2]                          the exit status, where it is not 0
///
/// Blank lines before the next command are free. The home folder is shown as $HOME.
namespace kept::tests {

/// A `.test` file, or the ```console blocks of a Markdown file, whose directives stand in
/// <!-- @now ... --> and whose stderr and status are shown as a terminal does; a ```csv or ```toml
/// block is the content of the <!-- @file ... --> before it.
/// Answers the file's text with the output that was really printed.
std::string play(const std::filesystem::path& file, bool markdown);

/// Plays the file and fails the running test with the first difference; with KEPT_REWRITE=1 in the
/// environment the file is rewritten instead.
void hold_to(const std::filesystem::path& file, bool markdown);

}  // namespace kept::tests
