#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <map>

#include "exchange/mail_parts.hpp"
#include "kept/text.hpp"

namespace kept {

namespace {

constexpr std::string_view white = " \t\r\n";

/// Takes a header's value apart: comments, quoted texts and the rest.
class Scanner {
 public:
  explicit Scanner(std::string_view value) : rest(value) {}

  bool more() const { return !rest.empty(); }
  char take() {
    const char c = rest.front();
    rest.remove_prefix(1);
    return c;
  }
  /// What stands in quotes, of which the first was taken.
  std::string quoted() {
    std::string text;
    while (more()) {
      const char c = take();
      if (c == '"') break;
      if (c == '\\' && more()) {
        text += take();
      } else {
        text += c;
      }
    }
    return text;
  }
  /// What stands in a comment, which may hold others; its first bracket was taken.
  std::string comment() {
    std::string text;
    int depth = 1;
    while (more()) {
      char c = take();
      if (c == '(') ++depth;
      if (c == ')' && --depth == 0) break;
      if (c == '\\' && more()) c = take();
      text += c;
    }
    return text;
  }

 private:
  std::string_view rest;
};

// ---- addresses -------------------------------------------------------------------------------

class Addresses {
 public:
  std::vector<MailAddress> read(std::string_view value) {
    Scanner scanner(value);
    while (scanner.more()) {
      const char c = scanner.take();
      if (c == '"') {
        take_quoted(scanner.quoted());
      } else if (c == '(') {
        comment = scanner.comment();
      } else if (c == '<') {
        in_brackets = true;
      } else if (c == '>') {
        in_brackets = false;
      } else if (c == ':' && !in_brackets) {
        outside.clear();  // the name of a group
      } else if ((c == ',' || c == ';') && !in_brackets) {
        finish();
      } else {
        (in_brackets ? bracketed : outside) += c;
      }
    }
    finish();
    return std::move(all);
  }

 private:
  void take_quoted(const std::string& text) {
    std::string& part = in_brackets ? bracketed : outside;
    part += text;
  }

  void finish() {
    const std::string written = header_text(outside);
    const bool is_bare = bracketed.empty();
    MailAddress address{is_bare ? header_text(comment) : written,
                        header_text(is_bare ? outside : bracketed)};
    std::erase_if(address.email, [](char c) { return white.find(c) != white.npos; });
    const bool is_one = address.email.find('@') != std::string::npos;
    if (is_one && all.size() < most) all.push_back(std::move(address));
    outside.clear();
    bracketed.clear();
    comment.clear();
    in_brackets = false;
  }

  static constexpr std::size_t most = 1000;
  std::vector<MailAddress> all;
  std::string outside;
  std::string bracketed;
  std::string comment;
  bool in_brackets = false;
};

// ---- parameters ------------------------------------------------------------------------------

/// `name*0*=UTF-8''...` and its like: pieces of one parameter, by their numbers.
struct Pieces2231 {
  std::map<int, std::string> pieces;
  std::string charset;
};

class Parameters {
 public:
  void add(std::string_view name, const std::string& value) {
    const std::size_t star = name.find('*');
    if (star == name.npos) {
      plain.emplace_back(lower_ascii(name), header_text(value));
      return;
    }
    Pieces2231& split_up = split[lower_ascii(name.substr(0, star))];
    std::string_view rest = name.substr(star + 1);
    const bool is_encoded = rest.empty() || rest.ends_with('*');
    int number = 0;
    std::from_chars(rest.data(), rest.data() + rest.size(), number);
    std::string piece = value;
    if (is_encoded && number == 0) piece = without_charset(value, split_up.charset);
    split_up.pieces[number] = is_encoded ? from_percents(piece) : piece;
  }

  std::vector<std::pair<std::string, std::string>> finish() {
    for (const auto& [name, split_up] : split) {
      std::string all;
      for (const auto& [number, piece] : split_up.pieces) all += piece;
      plain.insert(plain.begin(), {name, single_spaced(mail_text(all, split_up.charset))});
    }
    return std::move(plain);
  }

 private:
  /// `UTF-8'he'text`
  static std::string without_charset(const std::string& value, std::string& charset) {
    const std::size_t first = value.find('\'');
    const std::size_t second = first == value.npos ? first : value.find('\'', first + 1);
    if (second == value.npos) return value;
    charset = value.substr(0, first);
    return value.substr(second + 1);
  }

  std::vector<std::pair<std::string, std::string>> plain;
  std::map<std::string, Pieces2231> split;
};

// ---- dates -----------------------------------------------------------------------------------

std::optional<int> number_of(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::vector<std::string> words_of_date(std::string_view value) {
  std::vector<std::string> words(1);
  Scanner scanner(value);
  while (scanner.more()) {
    const char c = scanner.take();
    if (c == '(') {
      scanner.comment();
    } else if (c == ',' || white.find(c) != white.npos) {
      if (!words.back().empty()) words.emplace_back();
    } else {
      words.back() += c;
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

std::optional<unsigned> month_of(std::string_view word) {
  constexpr std::array months{"jan", "feb", "mar", "apr", "may", "jun",
                              "jul", "aug", "sep", "oct", "nov", "dec"};
  const std::string name = lower_ascii(word.substr(0, 3));
  const auto* const found = std::find(months.begin(), months.end(), name);
  if (found == months.end()) return std::nullopt;
  return static_cast<unsigned>(found - months.begin()) + 1;
}

std::optional<std::chrono::seconds> time_of_day(std::string_view word) {
  std::array<int, 3> parts{};
  for (std::size_t i = 0; i < parts.size() && !word.empty(); ++i) {
    const std::size_t colon = std::min(word.find(':'), word.size());
    const auto number = number_of(word.substr(0, colon));
    if (!number || *number < 0) return std::nullopt;
    parts[i] = *number;
    word.remove_prefix(std::min(colon + 1, word.size()));
  }
  if (parts[0] > 23 || parts[1] > 59 || parts[2] > 60) return std::nullopt;
  return std::chrono::hours(parts[0]) + std::chrono::minutes(parts[1]) +
         std::chrono::seconds(parts[2]);
}

/// `+0300`, or `+03:00` and `GMT+0300`, as some mailers write; a name of old is only known for
/// those of America, and otherwise UTC, as RFC 5322 says.
std::chrono::minutes offset_of(std::string word) {
  const std::size_t sign = word.find_first_of("+-");
  if (sign != word.npos) word.erase(0, sign);
  std::erase(word, ':');
  constexpr std::array names{"est", "edt", "cst", "cdt", "mst", "mdt", "pst", "pdt"};
  constexpr std::array hours{-5, -4, -6, -5, -7, -6, -8, -7};
  const auto* const named = std::find(names.begin(), names.end(), lower_ascii(word));
  if (named != names.end()) {
    return std::chrono::hours(hours[static_cast<std::size_t>(named - names.begin())]);
  }
  const bool has_sign = word.size() == 5 && (word[0] == '+' || word[0] == '-');
  const auto number = has_sign ? number_of(word.substr(1)) : std::nullopt;
  if (!number) return {};
  const auto offset = std::chrono::hours(*number / 100) + std::chrono::minutes(*number % 100);
  return word[0] == '-' ? -offset : offset;
}

}  // namespace

std::string lower_ascii(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

std::string_view without_space(std::string_view text) {
  const std::size_t first = text.find_first_not_of(white);
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(white) - first + 1);
}

std::string HeaderValue::parameter(std::string_view name) const {
  for (const auto& [each, text] : parameters) {
    if (each == name) return text;
  }
  return {};
}

HeaderValue read_header_value(std::string_view value) {
  Scanner scanner(value);
  std::vector<std::pair<std::string, std::string>> found(1);
  bool in_name = true;
  while (scanner.more()) {
    const char c = scanner.take();
    auto& [name, text] = found.back();
    if (c == ';') {
      found.emplace_back();
      in_name = true;
    } else if (c == '=' && in_name && found.size() > 1) {
      in_name = false;
    } else if (c == '"') {
      text += scanner.quoted();
    } else if (c == '(') {
      scanner.comment();
    } else if (white.find(c) == white.npos) {
      (in_name ? name : text) += c;
    }
  }
  HeaderValue read{.value = lower_ascii(found.front().first)};
  Parameters parameters;
  for (std::size_t i = 1; i < found.size(); ++i) parameters.add(found[i].first, found[i].second);
  read.parameters = parameters.finish();
  return read;
}

std::vector<MailAddress> read_addresses(std::string_view value) {
  return Addresses().read(value);
}

std::vector<std::string> read_message_ids(std::string_view value) {
  constexpr std::size_t most = 1000;
  std::vector<std::string> ids;
  while (ids.size() < most) {
    const std::size_t begin = value.find('<');
    if (begin == value.npos) break;
    const std::size_t end = value.find('>', begin);
    if (end == value.npos) break;
    std::string id = header_text(value.substr(begin + 1, end - begin - 1));
    if (!id.empty()) ids.push_back(std::move(id));
    value.remove_prefix(end + 1);
  }
  return ids;
}

std::optional<Instant> read_mail_date(std::string_view value) {
  std::vector<std::string> words = words_of_date(value);
  const bool has_weekday = !words.empty() && !number_of(words.front());
  if (has_weekday) words.erase(words.begin());
  if (words.size() < 4) return std::nullopt;
  const auto day = number_of(words[0]);
  const auto month = month_of(words[1]);
  auto year = number_of(words[2]);
  const auto time = time_of_day(words[3]);
  if (!day || *day < 1 || *day > 31 || !month || !year || *year < 0 || *year > 9999 || !time) {
    return std::nullopt;
  }
  if (words[2].size() == 2) *year += *year < 50 ? 2000 : 1900;
  if (words[2].size() == 3) *year += 1900;
  const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(*month),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  const auto offset = words.size() > 4 ? offset_of(std::move(words[4])) : std::chrono::minutes{};
  return std::chrono::sys_days(date) + *time - offset;
}

}  // namespace kept
