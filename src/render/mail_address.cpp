#include <algorithm>
#include <array>
#include <utility>

#include "kept/text.hpp"
#include "render/mail.hpp"

namespace kept::mail {
namespace {

constexpr const char* example = "write you@example.com, or 'Name <you@example.com>'";

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// C0, DEL and C1, and the separators that some programs take for the end of a line.
bool holds_control(std::string_view text) {
  constexpr std::array<std::string_view, 2> separators{"\u2028", "\u2029"};
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x20 || byte == 0x7F) return true;
    const bool is_c1 =
        byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0;
    const auto begins = [&](std::string_view each) { return text.substr(i).starts_with(each); };
    if (is_c1 || std::any_of(separators.begin(), separators.end(), begins)) return true;
  }
  return false;
}

Problem control_in_it() {
  return {"holds a line break or another control character", "write it on one line"};
}

/// At each of these is at least one character.
std::vector<std::string_view> split_at(char separator, std::string_view text) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

bool is_local_part(std::string_view text) {
  constexpr std::string_view signs = "!#$%&'*+-/=?^_`{|}~";
  const auto is_atom = [&](std::string_view atom) {
    return !atom.empty() && std::all_of(atom.begin(), atom.end(), [&](char c) {
      return is_letter_or_digit(c) || signs.find(c) != std::string_view::npos;
    });
  };
  const auto atoms = split_at('.', text);
  return text.size() <= 64 && std::all_of(atoms.begin(), atoms.end(), is_atom);
}

bool is_domain(std::string_view text) {
  const auto is_label = [](std::string_view label) {
    return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
           std::all_of(label.begin(), label.end(),
                       [](char c) { return is_letter_or_digit(c) || c == '-'; });
  };
  const auto labels = split_at('.', text);
  return text.size() <= 255 && std::all_of(labels.begin(), labels.end(), is_label);
}

bool is_address(std::string_view text) {
  const std::size_t at = text.find('@');
  return at != std::string_view::npos && is_local_part(text.substr(0, at)) &&
         is_domain(text.substr(at + 1));
}

std::string unquoted(std::string_view name) {
  if (name.size() < 2 || name.front() != '"' || name.back() != '"') return std::string(name);
  std::string text;
  for (std::size_t i = 1; i + 1 < name.size(); ++i) {
    if (name[i] == '\\' && i + 2 < name.size()) ++i;
    text += name[i];
  }
  return text;
}

/// The parts between commas that stand in no quotes.
std::vector<std::string> listed(std::string_view typed) {
  std::vector<std::string> parts{""};
  bool in_quotes = false;
  for (std::size_t i = 0; i < typed.size(); ++i) {
    const char c = typed[i];
    std::string& part = parts.back();
    if (c == ',' && !in_quotes) {
      parts.emplace_back();
      continue;
    }
    if (c == '"' && (in_quotes || trimmed(part).empty())) in_quotes = !in_quotes;
    part += c;
    if (c == '\\' && in_quotes && i + 1 < typed.size()) part += typed[++i];
  }
  return parts;
}

/// `address`, or `name <address>`.
Mailbox divided(const std::string& part) {
  const std::string text = trimmed(part);
  const std::size_t open = text.rfind('<');
  if (open == std::string::npos || !text.ends_with('>')) return {"", text};
  return {unquoted(trimmed(text.substr(0, open))),
          trimmed(text.substr(open + 1, text.size() - open - 2))};
}

}  // namespace

std::variant<std::vector<Mailbox>, Problem> read_mailboxes(std::string_view typed) {
  if (holds_control(typed)) return control_in_it();
  std::vector<Mailbox> mailboxes;
  const std::vector<std::string> parts = listed(typed);
  for (const std::string& part : parts) {
    Mailbox mailbox = divided(part);
    if (!is_address(mailbox.address)) {
      const bool is_all = parts.size() == 1;
      return Problem{is_all
                         ? "is no mail address"
                         : "has " + in_quotes(trimmed(part)) + " in it, which is no mail address",
                     example};
    }
    mailboxes.push_back(std::move(mailbox));
  }
  return mailboxes;
}

std::variant<std::string, Problem> read_subject(std::string_view written,
                                                const SubjectFacts& facts) {
  constexpr const char* names = "{count}, {what} and {date} can stand in it";
  if (holds_control(written)) return control_in_it();
  const std::array<std::pair<std::string_view, std::string>, 3> values{
      {{"count", std::to_string(facts.count)},
       {"what", std::string(facts.what)},
       {"date", shown(facts.date)}}};
  std::string subject;
  for (std::size_t i = 0; i < written.size(); ++i) {
    if (written[i] != '{') {
      subject += written[i];
      continue;
    }
    const std::size_t end = std::min(written.find('}', i), written.size());
    const std::string_view name = written.substr(i + 1, end - i - 1);
    const auto value = std::find_if(values.begin(), values.end(),
                                    [&](const auto& each) { return each.first == name; });
    if (value == values.end() || end == written.size()) {
      return Problem{"has a name in braces that is not known", names};
    }
    subject += value->second;
    i = end;
  }
  if (trimmed(subject).empty()) return Problem{"is empty", names};
  return subject;
}

}  // namespace kept::mail
