#include "render/mail.hpp"

#include "config/value.hpp"
#include "kept/text.hpp"

namespace kept::config_file {
namespace {

std::string mailboxes(const Value& value, std::size_t most) {
  const std::string text = value.text();
  const auto read = mail::read_mailboxes(text);
  if (const auto* problem = std::get_if<mail::Problem>(&read)) {
    value.refuse_text(text, problem->reason, problem->hint);
  }
  if (std::get<0>(read).size() > most) {
    value.refuse_text(text, "is more than one address", "write one");
  }
  return text;
}

std::string subject(const Value& value) {
  const std::string text = value.text();
  const auto read = mail::read_subject(text, {});
  if (const auto* problem = std::get_if<mail::Problem>(&read)) {
    value.refuse_text(text, problem->reason, problem->hint);
  }
  return text;
}

}  // namespace

void take_mail(Config& config, const Value& value) {
  Config::Mail& mail = config.mail;
  const auto given = [&](const char* name, std::string& member, const auto& read) {
    return [&config, name, &member, read](const Value& v) {
      const std::string whole_name = std::string("mail.") + name;
      member = read(v.called_as(whole_name));
      config.given.push_back(whole_name);
    };
  };
  const Value::Key keys[] = {
      {"to", given("to", mail.to, [](const Value& v) { return mailboxes(v, SIZE_MAX); })},
      {"from", given("from", mail.from, [](const Value& v) { return mailboxes(v, 1); })},
      {"subject", given("subject", mail.subject, subject)},
      {"command", given("command", mail.command, [](const Value& v) { return v.line(); })}};
  value.take_members(keys, "[mail], and to = \"you@example.com\" below it");
}

}  // namespace kept::config_file
