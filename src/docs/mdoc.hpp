#pragma once

#include <span>
#include <string>
#include <string_view>

#include "kept/arguments.hpp"

/// Pieces of a manual page in mdoc(7). Whatever comes in, roff shows it as it is: nothing in it is
/// ever a request, an escape or a typographic quote, and what a user may copy keeps its ASCII
/// hyphens.

namespace kept::mdoc {

/// On one line, as it is typed: for examples, and for arguments of macros that have no space.
std::string code(std::string_view typed);

/// Running text, filled into lines below 80 columns. Hyphens of options and numbers are kept.
std::string text(std::string_view words);

/// Lines as they are, indented.
std::string block(std::string_view lines);

/// What stands in a command's details: paragraphs, and lines that begin with two spaces.
std::string details(std::string_view text);

/// Title and name: `.Dd` to `.Nd`. The date is the version's.
std::string head(std::string_view name, char section, std::string_view summary);

/// `Fl q , Fl \-quiet` or `Ar CUSTOMER`, with the value's name.
std::string parameter(const Parameter& parameter);

/// A list with an item for each parameter that is not hidden.
std::string parameter_list(std::span<const Parameter> parameters);

}  // namespace kept::mdoc
