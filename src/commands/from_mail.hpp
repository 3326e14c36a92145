#pragma once

#include "kept/command.hpp"
#include "kept/message.hpp"

/// What log takes of a mail.

namespace kept {

struct Mailed {
  MailMessage message;
  ExternalKey key;    ///< of its entry, by which it is known again
  std::string title;  ///< of a loop that it opens; may be empty
};

/// Throws Error (65) where the input is no mail, or too long for one.
Mailed read_mailed(const InputFile& input);

/// Who wrote it (From, else Reply-To), or of an outbound one, to whom it went: the first of To and
/// Cc who is a customer. Throws Error (3) where nobody is, unless they may be made.
Customer correspondent(const Mailed& mail, Direction direction, bool create, Context& context);

/// When it was written: now, with a notice, where the mail does not say, or names a time to come.
Instant time_of(const Mailed& mail, Context& context);

/// The customer's loop of the mails that it answers, or else the only open one of its title.
std::optional<Loop> loop_of_thread(const Mailed& mail, Id customer, Context& context);

/// Its words, with the names of its files; above them its subject, where the loop has another
/// title. `cut`: without the mail that it answers.
std::string words_of(const Mailed& mail, const std::optional<Loop>& loop, bool cut);

}  // namespace kept
