#include "render/mail.hpp"

#include <algorithm>
#include <array>

#include "kept/hash.hpp"

namespace kept::mail {
namespace {

using std::chrono::floor;

constexpr std::size_t longest_header_line = 76;
constexpr std::size_t longest_word = 60;
/// What RFC 5322 wants lines to be, and more than the body of kept has without --width.
constexpr std::size_t longest_plain_line = 78;

bool is_printable(char c) {
  return c >= ' ' && c < '\x7f';
}

// ---- the header ------------------------------------------------------------------------------

/// A header of words between which it may be folded.
std::string header(std::string_view name, const std::vector<std::string>& words) {
  std::string text = std::string(name) + ':';
  std::size_t column = text.size();
  bool is_first = true;
  for (const std::string& word : words) {
    if (!is_first && column + 1 + word.size() > longest_header_line) {
      text += '\n';
      column = 0;
    }
    text += ' ' + word;
    column += 1 + word.size();
    is_first = false;
  }
  return text + '\n';
}

/// The words of a text that can be sent as it is; none where it would be read as something else, or
/// would not be the same after it was folded.
std::vector<std::string> plain_words(std::string_view text) {
  const bool is_plain = std::all_of(text.begin(), text.end(), is_printable) &&
                        text.find("=?") == std::string_view::npos;
  if (!is_plain) return {};
  std::vector<std::string> words{""};
  for (const char c : text) {
    if (c == ' ') words.emplace_back();
    if (c != ' ') words.back() += c;
  }
  const bool fits = std::all_of(words.begin(), words.end(), [](const std::string& word) {
    return !word.empty() && word.size() <= longest_word;
  });
  return fits ? words : std::vector<std::string>();
}

bool is_atom(const std::string& word) {
  constexpr std::string_view specials = "()<>[]:;@\\,.\"";
  return word.find_first_of(specials) == std::string::npos;
}

std::string in_double_quotes(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

std::vector<std::string> words_of_name(const std::string& name) {
  const std::vector<std::string> words = plain_words(name);
  if (words.empty()) return encoded_words(name);
  if (std::all_of(words.begin(), words.end(), is_atom)) return words;
  const std::string quoted = in_double_quotes(name);
  return quoted.size() <= longest_word ? std::vector{quoted} : encoded_words(name);
}

std::vector<std::string> words_of(const Mailbox& mailbox) {
  if (mailbox.name.empty()) return {mailbox.address};
  std::vector<std::string> words = words_of_name(mailbox.name);
  words.push_back('<' + mailbox.address + '>');
  return words;
}

std::vector<std::string> words_of(const std::vector<Mailbox>& mailboxes) {
  std::vector<std::string> all;
  for (const Mailbox& mailbox : mailboxes) {
    if (!all.empty()) all.back() += ',';
    const std::vector<std::string> words = words_of(mailbox);
    all.insert(all.end(), words.begin(), words.end());
  }
  return all;
}

std::vector<std::string> words_of_subject(const std::string& subject) {
  const std::vector<std::string> words = plain_words(subject);
  return words.empty() ? encoded_words(subject) : words;
}

std::string two_digits(std::int64_t number) {
  return {static_cast<char>('0' + number / 10 % 10), static_cast<char>('0' + number % 10)};
}

/// `Thu, 26 Mar 2026 08:30:00 +0200`
std::string date_of(Instant instant, const Zone& zone) {
  constexpr std::array<std::string_view, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto local = zone.local(instant);
  const Day day = floor<std::chrono::days>(local);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(local - day);
  const auto minutes = floor<std::chrono::minutes>(zone.offset(instant)).count();
  const auto ahead = std::abs(minutes);
  return std::string(days[std::chrono::weekday(day).c_encoding()]) + ", " +
         std::to_string(static_cast<unsigned>(date.day())) + ' ' +
         std::string(months[static_cast<unsigned>(date.month()) - 1]) + ' ' +
         std::to_string(static_cast<int>(date.year())) + ' ' + two_digits(time.hours().count()) +
         ':' + two_digits(time.minutes().count()) + ':' + two_digits(time.seconds().count()) + ' ' +
         (minutes < 0 ? '-' : '+') + two_digits(ahead / 60) + two_digits(ahead % 60);
}

std::string id_of(const Letter& letter, std::string_view rest) {
  constexpr std::size_t digits = 16;
  const std::string hash = in_hex(hash_of(rest));
  const std::string domain = letter.from.address.substr(letter.from.address.find('@'));
  return "<kept." + std::to_string(letter.sent.time_since_epoch().count()) + '.' +
         std::string(digits - hash.size(), '0') + hash + domain + '>';
}

// ---- the body --------------------------------------------------------------------------------

bool goes_as_it_is(std::string_view text) {
  std::size_t length = 0;
  for (const char c : text) {
    if (c != '\n' && !is_printable(c)) return false;
    length = c == '\n' ? 0 : length + 1;
    if (length > longest_plain_line) return false;
  }
  return text.empty() || text.ends_with('\n');
}

std::string with_crlf(std::string_view text) {
  std::string all;
  for (const char c : text) {
    if (c == '\n') all += '\r';
    all += c;
  }
  return all;
}

struct Encoded {
  std::string_view name;
  std::string text;
};

Encoded encoded(const std::string& body) {
  if (goes_as_it_is(body)) return {"7bit", body};
  std::string quoted = quoted_printable(body);
  std::string in_base64 = base64(with_crlf(body));
  if (quoted.size() <= in_base64.size()) return {"quoted-printable", std::move(quoted)};
  return {"base64", std::move(in_base64)};
}

}  // namespace

std::string message(const Letter& letter, const Zone& zone) {
  const Encoded body = encoded(letter.body);
  const std::string before_id = header("From", words_of(letter.from)) +
                                header("To", words_of(letter.to)) +
                                "Date: " + date_of(letter.sent, zone) + '\n';
  const std::string after_id = header("Subject", words_of_subject(letter.subject)) +
                               "MIME-Version: 1.0\n"
                               "Content-Type: text/plain; charset=utf-8\n"
                               "Content-Transfer-Encoding: " +
                               std::string(body.name) +
                               "\n"
                               "Auto-Submitted: auto-generated\n\n" +
                               body.text;
  return before_id + "Message-ID: " + id_of(letter, before_id + after_id) + '\n' + after_id;
}

}  // namespace kept::mail
