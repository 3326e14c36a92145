#include "exchange/values.hpp"

#include <charconv>

#include "kept/text.hpp"

namespace kept {

namespace {

// kept's own exports and most others write plain days, and this is where an import spends its time.
std::optional<Day> plain_day(std::string_view text) {
  if (text.size() != 10) return std::nullopt;
  const auto meant = read_stored_meant(text);
  if (!meant || !std::holds_alternative<Day>(*meant)) return std::nullopt;
  return std::get<Day>(*meant);
}

constexpr std::size_t seconds_end = 19;  // 2026-03-26T14:30:05

bool has_fraction(std::string_view text) {
  return text.size() > seconds_end && text[seconds_end] == '.';
}

/// `2026-03-26T14:30:05.123Z` without the fraction.
std::string without_fraction(const std::string& text) {
  if (!has_fraction(text)) return text;
  const std::size_t end = text.find_first_not_of("0123456789", seconds_end + 1);
  return text.substr(0, seconds_end) + (end == std::string::npos ? "" : text.substr(end));
}

}  // namespace

void Value::refuse(const std::string& reason, const std::string& hint) const {
  problems.push_back(
      {std::string(field), content.empty() ? reason : in_quotes(content) + " " + reason, hint});
}

std::string Value::line() const {
  if (content.find('\n') != std::string::npos) {
    refuse("has several lines");
    return {};
  }
  return content;
}

std::string Value::needed() const {
  if (content.empty()) refuse("is empty");
  return content;
}

std::string Value::lower() const {
  return fold(content);
}

bool Value::flag() const {
  const std::string typed = lower();
  if (typed == "yes" || typed == "true" || typed == "1") return true;
  if (!typed.empty() && typed != "no" && typed != "false" && typed != "0") {
    refuse("is neither yes nor no");
  }
  return false;
}

std::optional<int> Value::number(int least, int most) const {
  if (content.empty()) return std::nullopt;
  // Spreadsheets write whole numbers as 3.0.
  std::string_view digits = content;
  if (const auto point = digits.find('.');
      point != std::string_view::npos &&
      digits.find_first_not_of('0', point + 1) == std::string_view::npos) {
    digits = digits.substr(0, point);
  }
  int number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error == std::errc() && end == digits.data() + digits.size() && number >= least &&
      number <= most) {
    return number;
  }
  refuse("is not a whole number from " + std::to_string(least) + " to " + std::to_string(most));
  return std::nullopt;
}

std::vector<std::string> Value::list() const {
  if (content.starts_with('[')) {
    if (auto texts = read_json_texts(content)) return *std::move(texts);
    refuse("is not a JSON array of texts");
    return {};
  }
  std::vector<std::string> all;
  for (std::size_t start = 0; start < content.size();) {
    const std::size_t end = std::min(content.find(',', start), content.size());
    std::string one = trimmed(content.substr(start, end - start));
    if (!one.empty()) all.push_back(std::move(one));
    start = end + 1;
  }
  return all;
}

std::vector<std::string> Value::tags() const {
  std::vector<std::string> all = list();
  const auto holds_comma = [](const std::string& tag) { return tag.find(',') != tag.npos; };
  if (std::any_of(all.begin(), all.end(), holds_comma)) refuse("has a tag with a comma");
  return all;
}

void Value::refuse_choice(std::span<const std::string_view> choices) const {
  std::string all;
  std::vector<std::string> names;
  for (const std::string_view choice : choices) {
    names.emplace_back(choice);
    all += (all.empty() ? "" : ", ") + names.back();
  }
  const auto near = nearest(content, names);
  refuse("is not one of the choices",
         near ? "did you mean " + in_quotes(*near) + "?" : "write " + all);
}

std::variant<When, DateProblem> Value::read(const DateContext& dates) const {
  if (context.date_formats.empty()) {
    if (const auto day = plain_day(content)) return When{*day};
    return read_when(without_fraction(content), dates);
  }
  std::variant<When, DateProblem> read;
  for (const std::string& format : context.date_formats) {
    read = read_formatted(content, format, dates.zone);
    if (std::holds_alternative<When>(read)) break;
  }
  return read;
}

std::optional<When> Value::when(const DateContext& dates) const {
  const auto found = read(dates);
  if (const auto* problem = std::get_if<DateProblem>(&found)) {
    refuse(
        problem->reason,
        "write dates as 2026-03-31 or 2026-03-31 14:30, or say how they are written with 'dates' "
        "or 'date-format' in a rules file");
    return std::nullopt;
  }
  return std::get<When>(found);
}

std::optional<Moment> Value::event(const std::optional<Moment>& present) const {
  const std::optional<Instant> at =
      instant(present ? std::optional(present->at) : std::optional<Instant>());
  if (!at) return std::nullopt;
  if (*at > context.dates.now) refuse("is in the future", "write a time that has come");
  const int thousandth = has_fraction(content) ? thousandth_at(content, seconds_end) : 0;
  return standing(Moment{*at, context.recording_at(thousandth)}, present);
}

Moment Value::needed_event(std::string_view what) const {
  if (content.empty()) refuse(std::string(what) + " is missing in the object");
  return event().value_or(Moment{});
}

std::optional<Instant> Value::instant(std::optional<Instant> present) const {
  if (content.empty()) return std::nullopt;
  DateContext dates = context.dates;
  dates.past = true;
  const auto read = when(dates);
  if (!read) return std::nullopt;
  const auto* day = std::get_if<Day>(&read->meant);
  if (day != nullptr && present && dates.zone.day(*present) == *day) return present;
  return at_from(*read, dates);
}

Zone Value::zone(const Zone& otherwise) const {
  if (content.empty()) return otherwise;
  const auto named = Zone::named(content);
  if (!named) refuse("is not a known zone", "write a name such as Asia/Jerusalem");
  return named.value_or(otherwise);
}

std::optional<Due> Value::due(Instant from, const Zone& zone) const {
  if (content.empty()) return std::nullopt;
  DateContext dates = context.dates;
  dates.now = from;
  dates.zone = zone;
  const auto read = when(dates);
  if (!read) return std::nullopt;
  return due_from(*read, zone);
}

std::vector<FieldName> fields_of(Kind kind) {
  switch (kind) {
    case Kind::customer:
      return customer_fields();
    case Kind::loop:
      return loop_fields();
    case Kind::entry:
      return entry_fields();
    case Kind::promise:
      return promise_fields();
    case Kind::change:
    case Kind::step:
      break;
  }
  return {};
}

std::vector<ExternalKey> read_keys(const std::string& text, const FieldContext& context,
                                   FieldProblems& problems) {
  std::vector<ExternalKey> keys;
  const Value value("key", text, context, problems);
  const bool several = text.starts_with("[\"");
  for (const std::string& one : several ? value.list() : std::vector{text}) {
    const std::size_t colon = one.find(':');
    if (context.source) {
      keys.push_back({*context.source, one});
    } else if (colon == std::string::npos) {
      keys.push_back({std::string(default_source), one});
    } else {
      keys.push_back({one.substr(0, colon), one.substr(colon + 1)});
    }
    if (keys.back().source.empty() || keys.back().id.empty()) {
      value.refuse("is not a key", "write ID or SOURCE:ID");
    }
  }
  return keys;
}

}  // namespace kept
