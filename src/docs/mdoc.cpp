#include "docs/mdoc.hpp"

#include <array>

namespace kept::mdoc {

namespace {

constexpr std::size_t longest_line = 78;

constexpr std::array<std::string_view, 12> months{"January",   "February", "March",    "April",
                                                  "May",       "June",     "July",     "August",
                                                  "September", "October",  "November", "December"};

/// 2026-03-26 as mdoc writes it: March 26, 2026.
std::string date_of_version() {
  constexpr std::string_view date = KEPT_DATE;
  const auto number = [](std::string_view digits) {
    std::size_t value = 0;
    for (const char digit : digits) value = value * 10 + static_cast<std::size_t>(digit - '0');
    return value;
  };
  return std::string(months[number(date.substr(5, 2)) - 1]) + ' ' +
         std::to_string(number(date.substr(8, 2))) + ", " + std::string(date.substr(0, 4));
}

std::string escaped(std::string_view typed, bool keep_hyphens) {
  std::string all;
  for (const char c : typed) {
    switch (c) {
      case '\\':
        all += "\\e";
        break;
      case '\'':
        all += "\\(aq";
        break;
      case '`':
        all += "\\(ga";
        break;
      case '^':
        all += "\\(ha";
        break;
      case '~':
        all += "\\(ti";
        break;
      case '"':
        all += "\\(dq";
        break;
      case '-':
        all += keep_hyphens ? "\\-" : "-";
        break;
      default:
        all += c;
    }
  }
  return all;
}

/// A line that would be a request, were it not for this.
std::string guarded(std::string line) {
  return line.starts_with('.') ? "\\&" + line : line;
}

std::string word_of_text(std::string_view word) {
  const bool is_typed = word.find("--") != std::string_view::npos || word.starts_with('-') ||
                        word.find_first_of("0123456789") != std::string_view::npos;
  return escaped(word, is_typed);
}

/// Cuts off and answers what stands before the separator, or all of it.
std::string_view cut(std::string_view& rest, char separator) {
  const std::size_t end = std::min(rest.find(separator), rest.size());
  const std::string_view part = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return part;
}

}  // namespace

std::string code(std::string_view typed) {
  return guarded(escaped(typed, true));
}

std::string text(std::string_view words) {
  std::string lines;
  std::string line;
  while (!words.empty()) {
    const std::string word = word_of_text(cut(words, ' '));
    // A sentence begins on a line of its own, as roff wants it.
    const bool is_full = line.size() + 1 + word.size() > longest_line;
    if (!line.empty() && (is_full || line.ends_with('.'))) {
      lines += guarded(line) + '\n';
      line.clear();
    }
    line += (line.empty() ? "" : " ") + word;
  }
  return lines + guarded(line) + '\n';
}

std::string block(std::string_view lines) {
  std::string all = ".Bd -literal -offset indent\n";
  while (!lines.empty()) {
    std::string_view line = cut(lines, '\n');
    if (line.starts_with("  ")) line.remove_prefix(2);
    all += line.empty() ? "\n" : code(line) + '\n';
  }
  return all + ".Ed\n";
}

std::string details(std::string_view text_of_help) {
  std::string all;
  std::string paragraph;
  std::string literal;
  const auto flush = [&] {
    if (!paragraph.empty()) all += ".Pp\n" + text(paragraph);
    if (!literal.empty()) all += block(literal);
    paragraph.clear();
    literal.clear();
  };
  while (!text_of_help.empty()) {
    const std::string line(cut(text_of_help, '\n'));
    const bool is_literal = line.starts_with("  ");
    if (line.empty() || (is_literal ? !paragraph.empty() : !literal.empty())) flush();
    if (is_literal) {
      literal += line + '\n';
    } else if (!line.empty()) {
      paragraph += (paragraph.empty() ? "" : " ") + line;
    }
  }
  flush();
  return all;
}

std::string head(std::string_view name, char section, std::string_view summary) {
  std::string title(name);
  for (char& c : title) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return ".Dd " + date_of_version() + "\n.Dt " + title + ' ' + section + "\n.Os kept " +
         KEPT_VERSION + "\n.Sh NAME\n.Nm " + std::string(name) + "\n.Nd " + code(summary) + '\n';
}

std::string parameter(const Parameter& parameter) {
  if (parameter.kind == Parameter::Kind::positional) return "Ar " + code(parameter.names.front());
  std::string all;
  for (const std::string& name : parameter.names) {
    all += (all.empty() ? "Fl " : " , Fl ") + code(std::string_view(name).substr(1));
  }
  if (!parameter.value_name.empty()) all += " Ar " + code(parameter.value_name);
  return all;
}

std::string parameter_list(std::span<const Parameter> parameters) {
  std::string items;
  for (const Parameter& each : parameters) {
    if (!each.hidden) items += ".It " + parameter(each) + '\n' + text(described(each));
  }
  return items.empty() ? "" : ".Bl -tag -width Ds\n" + items + ".El\n";
}

}  // namespace kept::mdoc
