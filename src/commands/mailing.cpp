#include "commands/mailing.hpp"

#include <cstring>

#include "kept/text.hpp"
#include "render/mail.hpp"

namespace kept {

namespace {

/// What mail programs show without breaking lines, wherever kept runs.
constexpr int width_of_mail = 78;

bool is_asked_for(const MailOptions& options, const Settings& settings) {
  return options.send || settings.format == Format::mail;
}

void hold_together(const MailOptions& options, const Settings& settings) {
  if (options.send && settings.format != Format::text && settings.format != Format::mail) {
    throw Error(Exit::usage,
                "--send mails text, not --format " + in_quotes(name_of(settings.format)),
                "leave one of them out");
  }
  if (is_asked_for(options, settings)) return;
  const std::array given{Alternative{"--to", options.to.has_value()},
                         Alternative{"--from", options.from.has_value()},
                         Alternative{"--subject", options.subject.has_value()},
                         Alternative{"--always", options.always}};
  for (const Alternative& each : given) {
    if (!each.given) continue;
    throw Error(Exit::usage,
                std::string(each.name) + " needs --send, or --format mail to print the message",
                "add one of them");
  }
}

template <class T>
T taken(std::variant<T, mail::Problem> read, std::string_view option, const std::string& typed) {
  if (const auto* problem = std::get_if<mail::Problem>(&read)) {
    throw Error(Exit::usage, std::string(option) + ' ' + in_quotes(typed) + ' ' + problem->reason,
                problem->hint);
  }
  return std::get<T>(std::move(read));
}

std::vector<mail::Mailbox> receivers(const MailOptions& options, const Config::Mail& config) {
  const std::string typed = options.to.value_or(config.to);
  if (!options.to && typed.empty()) {
    throw Error(Exit::usage, "nobody is named to whom the mail goes",
                "add --to you@example.com, or to = \"you@example.com\" below [mail] in the config");
  }
  return taken(mail::read_mailboxes(typed), "--to", typed);
}

mail::Mailbox sender(const MailOptions& options, const Config::Mail& config,
                     const std::vector<mail::Mailbox>& to) {
  const std::string typed = options.from.value_or(config.from);
  if (!options.from && typed.empty()) return to.front();
  const auto from = taken(mail::read_mailboxes(typed), "--from", typed);
  if (from.size() == 1) return from.front();
  throw Error(Exit::usage, "--from " + in_quotes(typed) + " is more than one address", "write one");
}

std::string subject(const MailOptions& options, const MailTopic& topic, std::size_t count,
                    const Context& context) {
  const Config& config = context.settings.config;
  const mail::SubjectFacts facts{count, topic.name, context.today()};
  if (!topic.counted && !options.subject && !config.sets("mail.subject")) {
    return std::get<std::string>(mail::read_subject("kept: {what}, {date}", facts));
  }
  const std::string typed = options.subject.value_or(config.mail.subject);
  return taken(mail::read_subject(typed, facts), "--subject", typed);
}

std::string body_of(const Answer& answer, const Settings& settings) {
  Style style = settings.style;
  style.width = settings.width_typed.value_or(width_of_mail);
  return render(answer.report, Format::mail, style);
}

/// A command's own words, a line each.
std::string indented(const std::string& words) {
  std::string lines;
  for (const char c : trimmed(words)) lines += c == '\n' ? std::string("\n  ") : std::string{c};
  return lines;
}

void send(const std::string& command, const std::string& message, const World& world) {
  const ShellEnd end = world.run_shell(command, message);
  const std::string words = trimmed(end.words).empty() ? "" : ":\n  " + indented(end.words);
  if (end.status == 0 && end.signal == 0) {
    if (words.empty()) return;
    return world.complain(
        escape("kept: " + in_quotes(command) + " sent the mail, and said" + words, Lines::keep) +
        "\n");
  }
  const std::string how = end.signal == 0 ? "exited with " + std::to_string(end.status)
                                          : "was ended by signal " + std::to_string(end.signal) +
                                                " (" + strsignal(end.signal) + ")";
  throw Error(Exit::failure, "the mail was not sent: " + in_quotes(command) + ' ' + how + words,
              "command below [mail] in the config names another one: see kept-config(5)");
}

std::string addresses(const std::vector<mail::Mailbox>& mailboxes) {
  std::string all;
  for (const mail::Mailbox& each : mailboxes) all += (all.empty() ? "" : ", ") + each.address;
  return all;
}

}  // namespace

void declare_mail(Arguments& arguments, MailOptions& options) {
  arguments.flag("--send", options.send, "mail it, if anything is listed");
  arguments.flag("--always", options.always, "make a mail of it, even if nothing is listed");
  arguments.option("--to", "ADDRESS", options.to,
                   "to whom it is mailed: one or more addresses, with commas");
  arguments.option("--from", "ADDRESS", options.from,
                   "who mails it; without it, the first of --to");
  arguments.option("--subject", "TEXT", options.subject,
                   "the mail's subject, with {count}, {what} and {date}");
}

Answer mailed(const MailOptions& options, const MailTopic& topic, Context& context,
              const std::function<Answer()>& read) {
  const Settings& settings = context.settings;
  hold_together(options, settings);
  if (!is_asked_for(options, settings)) return read();
  const Config::Mail& config = settings.config.mail;
  const std::vector<mail::Mailbox> to = receivers(options, config);
  const mail::Mailbox from = sender(options, config, to);
  subject(options, topic, 0, context);

  Answer answer = read();
  std::string body = body_of(answer, settings);
  if (settings.quiet && !options.send) return answer;
  // Even where there is nothing to send, so that a batch refuses it on the first day.
  if (options.send) answer.deliver = [] {};
  if (body.empty() && !options.always) return answer;
  if (body.empty()) body = answer.when_empty + '\n';
  answer.document = mail::message({from, to, subject(options, topic, answer.ids.size(), context),
                                   std::move(body), context.now()},
                                  context.zone());
  if (!options.send) return answer;
  if (settings.dry_run) {
    answer.notices.emplace_back("dry run: nothing was sent");
    return answer;
  }
  answer.when_empty = "Mailed to " + addresses(to) + '.';
  answer.deliver = [command = config.command, message = answer.document, &world = context.world] {
    send(command, message, world);
  };
  return answer;
}

}  // namespace kept
