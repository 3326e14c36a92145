#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "kept/config.hpp"
#include "kept/error.hpp"
#include "kept/text.hpp"
#include "require.hpp"

// A config file is refused with its place, or holds what the rules rely on: hours that are sorted
// and apart, days that exist, and lengths and due times that mean something.

namespace {

using namespace kept;

/// A text as TOML has it between quotes; what is no text is refused there as well.
std::string quoted(std::string_view text) {
  std::string toml = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    constexpr std::string_view digits = "0123456789ABCDEF";
    if (byte < 0x20 || c == '"' || c == '\\' || byte == 0x7F) {
      toml += std::string("\\u00") + digits[byte >> 4] + digits[byte & 15];
    } else {
      toml += c;
    }
  }
  return toml + "\"";
}

/// The first byte chooses: a whole file, or one value, deeper than chance would write it.
std::string file_of(std::uint8_t choice, std::string_view text) {
  switch (choice % 8) {
    case 0:
      return "hours = " + quoted(text);
    case 1:
      return "promise-within = " + quoted(text);
    case 2:
      return "answers = [{ kind = \"complaint\", within = " + quoted(text) + " }]";
    case 3:
      return "escalation = [{ late = " + quoted(text) + ", level = \"call\" }]";
    case 4:
      return "[plans.x]\nsteps = [{ text = \"a\", due = " + quoted(text) + " }]";
    case 5:
      return "holidays = [" + quoted(text) + "]";
    case 6:
      return "zone = " + quoted(text);
    default:
      return std::string(text);
  }
}

void check_hours(const std::vector<BusinessWeek::Range>& ranges) {
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    require(ranges[i].from < ranges[i].to && ranges[i].to <= std::chrono::hours(24));
    require(i == 0 || ranges[i - 1].to <= ranges[i].from);
  }
}

void check(const Config& config) {
  const BusinessWeek week = week_of(config, "Asia/Jerusalem");
  for (const auto& ranges : week.open) check_hours(ranges);
  require(std::is_sorted(config.holidays.begin(), config.holidays.end()));
  for (const std::chrono::month_day day : config.yearly) require(day.ok());
  require(!config.zone || Zone::named(*config.zone));
  for (const AnswerRule& rule : config.policy.answers) {
    require((rule.within.days > 0) != (rule.within.time.count() > 0));
  }
  if (!config.hours || shown(week).empty()) return;
  const Config again = read_config("hours = " + quoted(shown(week)), "again", nullptr);
  require(again.hours == config.hours);
}

std::string nothing_beside(const std::string& path) {
  throw Error(Exit::no_input, "no " + in_quotes(path), "write one");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  try {
    check(read_config(file_of(data[0], text), "config", nothing_beside));
  } catch (const Error& error) {
    require(error.status == Exit::bad_store || error.status == Exit::no_input);
    const std::string_view message = error.what();
    require(is_utf8(message) && message.starts_with("config:"));
    require('1' <= message[7] && message[7] <= '9');
  }
  return 0;
}
