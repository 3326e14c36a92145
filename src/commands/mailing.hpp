#pragma once

#include <functional>
#include <optional>
#include <string>

#include "kept/command.hpp"

/// Mail, which `overdue`, `today` and `report` share: `--format mail` and `--send`.

namespace kept {

struct MailOptions {
  std::optional<std::string> to;
  std::optional<std::string> from;
  std::optional<std::string> subject;
  bool send = false;
  bool always = false;
};

/// What the subject calls it.
struct MailTopic {
  std::string name;  ///< "overdue"
  /// Whether the number of what is listed says something: not of figures.
  bool counted = true;
};

void declare_mail(Arguments& arguments, MailOptions& options);

/// The answer of a reading command, or, where mail is asked for, a message that holds its text: to
/// be printed, or sent once the store is closed; where nothing is listed, only with `--always`.
///
/// Options of mail are refused (2) before anything is read, so that a wrong address shows on the
/// first day, not on the first one with something to say.
Answer mailed(const MailOptions& options, const MailTopic& topic, Context& context,
              const std::function<Answer()>& read);

}  // namespace kept
