#include "exchange/sample.hpp"

#include <algorithm>
#include <array>
#include <unordered_set>

#include "kept/dates.hpp"
#include "kept/error.hpp"
#include "kept/text.hpp"

namespace kept {

namespace {

constexpr std::size_t most_rows = 1000;
constexpr std::size_t beginning = std::size_t{256} * 1024;

/// The first bytes of an input, which is then read from its beginning again.
std::string peek(Pieces& pieces) {
  std::string first;
  while (first.size() < beginning) {
    const std::string_view piece = pieces();
    if (piece.empty()) break;
    first += piece;
  }
  pieces = [first, rest = std::move(pieces), given = false]() mutable -> std::string_view {
    if (std::exchange(given, true)) return rest();
    return first;
  };
  return first;
}

/// Without a letter at the end that the peek has cut in two.
std::string_view whole_letters(std::string_view bytes) {
  for (int i = 0; i < 3 && !bytes.empty() && !is_utf8(bytes.substr(bytes.size() - 1)); ++i) {
    bytes.remove_suffix(1);
  }
  return bytes;
}

Encoding encoding_of(std::string_view first) {
  if (const auto marked = encoding_by_mark(first)) return *marked;
  return is_utf8(whole_letters(first)) ? Encoding::utf_8 : likely_encoding(first);
}

/// What separates the fields of the header, where the reader would not find it by itself.
std::optional<char> separator_of(std::string_view first) {
  const std::string_view header = first.substr(0, first.find_first_of("\r\n"));
  const auto count = [&](char c) { return std::count(header.begin(), header.end(), c); };
  constexpr std::array others{';', '\t', '|'};
  const char most = *std::max_element(others.begin(), others.end(), [&](char left, char right) {
    return count(left) < count(right);
  });
  const bool is_found_anyway = count(',') >= count(most) || (most != '|' && count(',') == 0);
  return is_found_anyway ? std::nullopt : std::optional(most);
}

bool is_json(std::string_view first) {
  const std::size_t at = first.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  return at != first.npos && first[at] == '{';
}

InputStyle style_of(const GuessedInput& input, std::string_view first) {
  InputStyle style;
  style.encoding = input.encoding.value_or(encoding_of(first));
  const auto by_name = format_of_name(input.name);
  const InputFormat by_content = is_json(first) ? InputFormat::jsonl : InputFormat::csv;
  style.format = input.format ? *input.format : by_name.value_or(by_content);
  if (style.format == InputFormat::csv) {
    Decoder decoder(style.encoding);
    style.separator = separator_of(decoder.decode(first.substr(0, beginning)));
  }
  return style;
}

}  // namespace

std::string plain_name(std::string_view text) {
  std::string plain;
  for (const std::string& word : words(fold(text))) {
    for (const char c : word) {
      if (c != '\'' && c != '"') plain += c;
    }
  }
  std::erase_if(plain, [](char c) { return c == '_'; });
  return plain;
}

Sample read_sample(Pieces pieces, const GuessedInput& input) {
  Sample sample;
  sample.style = style_of(input, peek(pieces));
  const auto reader = read_rows(decoded(std::move(pieces), sample.style.encoding), sample.style);
  std::vector<std::unordered_set<std::string>> seen;
  InputRow row;
  while (sample.rows < most_rows && reader->next(row)) {
    if (!row.problem.empty()) continue;
    ++sample.rows;
    sample.columns.resize(reader->columns().size());
    seen.resize(sample.columns.size());
    for (std::size_t i = 0; i < row.values.size(); ++i) {
      std::string value = trimmed(row.values[i]);
      if (value.empty()) continue;
      ++sample.columns[i].filled;
      if (seen[i].insert(value).second) sample.columns[i].values.push_back(std::move(value));
    }
  }
  if (sample.rows == 0) throw Error(Exit::rejected, "1: there are no rows to guess from");
  for (std::size_t i = 0; i < sample.columns.size(); ++i) {
    sample.columns[i].name = reader->columns()[i];
    sample.columns[i].plain = plain_name(sample.columns[i].name);
  }
  return sample;
}

// ---- dates -----------------------------------------------------------------------------------

namespace {

constexpr std::array formats{"%d/%m/%Y %H:%M:%S",
                             "%m/%d/%Y %H:%M:%S",
                             "%d/%m/%Y %H:%M",
                             "%m/%d/%Y %H:%M",
                             "%d/%m/%Y",
                             "%m/%d/%Y",
                             "%m/%d/%Y %I:%M %p",
                             "%m/%d/%Y %I:%M:%S %p",
                             "%d/%m/%y %H:%M",
                             "%m/%d/%y %H:%M",
                             "%d/%m/%y",
                             "%m/%d/%y",
                             "%d.%m.%Y %H:%M:%S",
                             "%d.%m.%Y %H:%M",
                             "%d.%m.%Y",
                             "%d.%m.%y",
                             "%d-%m-%Y %H:%M:%S",
                             "%d-%m-%Y %H:%M",
                             "%d-%m-%Y",
                             "%d-%b-%Y %H:%M",
                             "%d-%b-%Y",
                             "%d/%b/%y %H:%M",
                             "%d/%b/%Y",
                             "%d %b %Y %H:%M",
                             "%d %b %Y",
                             "%d %B %Y",
                             "%b %d, %Y %H:%M",
                             "%b %d, %Y %I:%M %p",
                             "%b %d, %Y",
                             "%B %d, %Y",
                             "%Y/%m/%d %H:%M:%S",
                             "%Y/%m/%d %H:%M",
                             "%Y/%m/%d",
                             "%Y%m%d",
                             "%a, %d %b %Y %H:%M:%S %z",
                             "%Y-%m-%d %H:%M:%S",
                             "%Y-%m-%d %H:%M",
                             "%Y-%m-%d"};

bool is_of(const std::string& value, const char* format) {
  return std::holds_alternative<When>(read_formatted(value, format, Zone::utc()));
}

bool is_plain(const std::string& value) {
  // Words such as `now`, or `12`, are no dates of a file.
  const bool looks_like_one = value.size() >= 8 && value[0] >= '0' && value[0] <= '9';
  DateContext context{.now = Instant{}, .zone = Zone::utc(), .week = {}};
  return looks_like_one && std::holds_alternative<When>(read_when(value, context));
}

bool is_any(const std::string& value) {
  return is_plain(value) || std::any_of(formats.begin(), formats.end(),
                                        [&](const char* format) { return is_of(value, format); });
}

/// Formats that together fit as many values as possible, those that fit most first.
std::vector<const char*> fitting_formats(std::vector<std::string> values) {
  std::vector<const char*> chosen;
  while (!values.empty()) {
    const auto fits = [&](const char* format) {
      return std::count_if(values.begin(), values.end(),
                           [&](const std::string& value) { return is_of(value, format); });
    };
    const char* best = formats.front();
    std::ptrdiff_t most = 0;
    for (const char* format : formats) {
      const std::ptrdiff_t count = fits(format);
      if (count <= most) continue;
      most = count;
      best = format;
    }
    if (most == 0) break;
    chosen.push_back(best);
    std::erase_if(values, [&](const std::string& value) { return is_of(value, best); });
  }
  return chosen;
}

/// `%m/%d` for `%d/%m`, where it fits the same values.
bool fits_the_other_order(const std::vector<std::string>& values, std::string format) {
  if (!format.starts_with("%d/%m")) return false;
  format.replace(0, 5, "%m/%d");
  return std::all_of(values.begin(), values.end(),
                     [&](const std::string& value) { return is_of(value, format.c_str()); });
}

}  // namespace

bool are_dates(const std::vector<std::string>& values) {
  const auto count = std::count_if(values.begin(), values.end(), is_any);
  return !values.empty() && static_cast<std::size_t>(count) * 2 > values.size();
}

DatesGuess guess_dates(const std::vector<std::string>& values) {
  if (std::all_of(values.begin(), values.end(), is_plain)) return {.fits = true};
  const std::vector<const char*> chosen = fitting_formats(values);
  if (chosen.empty()) return {};
  DatesGuess guess;
  guess.lines = "date-format = ";
  for (const char* format : chosen) {
    guess.lines += (format == chosen.front() ? (chosen.size() > 1 ? "[\"" : "\"") : ", \"");
    guess.lines += format + std::string("\"");
  }
  guess.lines += chosen.size() > 1 ? "]" : "";
  if (chosen.size() == 1 && fits_the_other_order(values, chosen.front())) {
    guess.lines += "  # or the month first: the values fit both";
  }
  guess.lines += "\n";
  guess.fits = std::all_of(values.begin(), values.end(), [&](const std::string& value) {
    return std::any_of(chosen.begin(), chosen.end(),
                       [&](const char* format) { return is_of(value, format); });
  });
  return guess;
}

}  // namespace kept
