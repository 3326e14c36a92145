#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kept/time.hpp"

/// A mail as it came: what `log --from-mail` takes of RFC 5322 and MIME. Any bytes may come in;
/// what can't be read is left out, and nothing throws.

namespace kept {

/// A message with more bytes than this is not read.
inline constexpr std::size_t longest_message = std::size_t{25} * 1024 * 1024;

struct MailAddress {
  std::string name;  ///< may be empty
  std::string email;

  bool operator==(const MailAddress&) const = default;
};

/// All texts are valid UTF-8 without NUL; those of headers stand on one line.
struct MailMessage {
  std::vector<MailAddress> from;
  std::vector<MailAddress> reply_to;
  std::vector<MailAddress> to;  ///< of To, then of Cc
  std::string subject;
  /// Of Message-ID, without its angle brackets; where there is none, made of what the mail says.
  std::string id;
  /// The ids that it answers: In-Reply-To, then References from the last to the first.
  std::vector<std::string> answers;
  std::optional<Instant> date;
  bool is_automatic = false;  ///< by Auto-Submitted: an out-of-office reply, a receipt
  /// What people read: its text parts, of an alternative the plain one, of HTML the text.
  std::string text;
  std::vector<std::string> files;  ///< the names of what hangs on it
};

/// Header lines may be folded, their words encoded (RFC 2047) and parameters split (RFC 2231);
/// bodies base64 or quoted-printable; multiparts nested up to 16 deep, with 1,000 parts in all. A
/// charset that is unknown or missing is UTF-8, where the bytes are, else the most likely one. A
/// mark of UTF-8 and a line `From ` of an mbox before the headers are passed over. What is broken
/// is read as text, rather than lost: a type that is none, parts that nothing separates.
MailMessage read_message(std::string_view bytes);

/// A subject without Re:, Fwd: and their like in several languages, which may be repeated.
std::string subject_of_thread(std::string_view subject);

/// A text without the message that it answers: lines that begin with > at its end, with the line
/// that says who wrote them, or all from `-----Original Message-----` on.
std::string without_quoted_end(std::string_view text);

}  // namespace kept
