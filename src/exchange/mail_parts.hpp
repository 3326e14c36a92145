#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kept/message.hpp"

/// What the files of the mail reader share. Everything takes any bytes and never throws.

namespace kept {

// ---- encoded words and bodies ----------------------------------------------------------------

/// Text in the charset that a message names, or in a likelier one; without NUL.
std::string mail_text(std::string_view bytes, std::string_view charset);

/// A header's value, with its encoded words decoded, on one line.
std::string header_text(std::string_view value);

/// What stands for bytes: white space and what is no base64 is passed over.
std::string from_base64(std::string_view text);
/// `_` is a space in headers; a soft line break ends a line in bodies.
enum class Quoted { header, body };
std::string from_quoted_printable(std::string_view text, Quoted where);
std::string from_percents(std::string_view text);

// ---- headers ---------------------------------------------------------------------------------

std::string lower_ascii(std::string_view text);
std::string_view without_space(std::string_view text);

/// `text/plain; charset=utf-8`: the value in lower case, and its parameters, decoded.
struct HeaderValue {
  std::string value;
  std::vector<std::pair<std::string, std::string>> parameters = {};

  std::string parameter(std::string_view name) const;
};
HeaderValue read_header_value(std::string_view value);

std::vector<MailAddress> read_addresses(std::string_view value);
/// What stands in angle brackets, each.
std::vector<std::string> read_message_ids(std::string_view value);
std::optional<Instant> read_mail_date(std::string_view value);

// ---- html ------------------------------------------------------------------------------------

/// The text of a page: blocks as lines, a list's items with a dash, entities as their letters.
std::string text_of_html(std::string_view html);

}  // namespace kept
