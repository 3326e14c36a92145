#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "kept/time.hpp"

/// Mail that goes out: messages of RFC 5322 and MIME, and what people type of them. Pure functions;
/// nothing here sends anything.

namespace kept::mail {

struct Mailbox {
  std::string name;     ///< any text, or nothing
  std::string address;  ///< ASCII, as read_mailboxes() takes it
  bool operator==(const Mailbox&) const = default;
};

/// Why a text can't be taken. `reason` continues it in quotes: 'dana' "is no mail address".
struct Problem {
  std::string reason;
  std::string hint;
};

/// One or more addresses, separated by commas: `dana@example.com`, `Dana Example
/// <dana@example.com>`, `"Example, Dana" <dana@example.com>`. Quotes mean something only where a
/// name begins with them: in Hebrew they stand inside of words. No control characters, which could
/// begin another header; no letters beyond ASCII in an address.
std::variant<std::vector<Mailbox>, Problem> read_mailboxes(std::string_view typed);

/// What a subject may speak of: `{count}`, `{what}` and `{date}`.
struct SubjectFacts {
  std::size_t count = 0;
  std::string_view what;
  Day date;
};

/// The subject that a template means. No control characters; no other name in braces.
std::variant<std::string, Problem> read_subject(std::string_view written,
                                                const SubjectFacts& facts);

struct Letter {
  Mailbox from;
  std::vector<Mailbox> to;  ///< at least one
  std::string subject;      ///< any text but none; what is not plain ASCII is encoded
  std::string body;         ///< any UTF-8 text; lines end in LF
  Instant sent;
};

/// The complete message, its lines ended by LF alone, as sendmail and its like take it from a pipe:
/// the transport makes CRLF of them. ASCII throughout, no line over 998 bytes; lines of the header
/// are folded at 76 columns, but for an address that is longer. The body is sent as it is (7bit)
/// where it is ASCII in short lines, else in the shorter one of quoted-printable and base64, with
/// CRLF inside the base64.
///
/// The Message-ID is made of the time, a hash of all the rest, and the domain of `from`: the same
/// message has the same one, and no two others do.
std::string message(const Letter& letter, const Zone& zone);

// ---- encodings -------------------------------------------------------------------------------

/// In lines of 76 characters, each ended by LF.
std::string base64(std::string_view bytes);
/// Lines are kept, no longer than 76 characters, and each ended by LF, of which a = before it says
/// that it is none of the text. All but LF and printable ASCII is encoded.
std::string quoted_printable(std::string_view text);
/// The words of a header that decode to this text (RFC 2047), each at most 64 characters long, cut
/// after a space if there is one, else between code points.
std::vector<std::string> encoded_words(std::string_view text);

}  // namespace kept::mail
