#include "commands/table.hpp"

namespace kept {

namespace {

std::string order_name(DayOrder order) {
  switch (order) {
    case DayOrder::day_first:
      return "day-first";
    case DayOrder::month_first:
      return "month-first";
    case DayOrder::unknown:
      break;
  }
  return "not set (26/3 is refused)";
}

std::string clock(std::chrono::minutes of_day) {
  const auto two_digits = [](std::int64_t number) {
    return (number < 10 ? "0" : "") + std::to_string(number);
  };
  return two_digits(of_day.count() / 60) + ":" + two_digits(of_day.count() % 60);
}

/// `Sun Mon Tue Wed Thu 09:00-18:00`: the hours follow the last of the days that have them.
std::string week_name(const BusinessWeek& week) {
  constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  std::string name;
  std::string hours;
  for (unsigned i = 0; i < days.size(); ++i) {
    const unsigned day = (week.first_day.c_encoding() + i) % 7;
    std::string hours_of_day;
    for (const BusinessWeek::Range& range : week.open[day]) {
      hours_of_day += " " + clock(range.from) + "-" + clock(range.to);
    }
    if (hours_of_day.empty()) continue;
    if (!hours.empty() && hours != hours_of_day) name += hours + ",";
    name += (name.empty() ? "" : " ") + std::string(days[day]);
    hours = hours_of_day;
  }
  return name + hours;
}

Answer show_config(Context& context) {
  const Settings& settings = context.settings;
  const std::string file = settings.config_file.value.string();
  const auto source = [&file](bool set) { return set ? file : std::string("default"); };
  const Config& config = settings.config;
  Section section{.key = "settings",
                  .columns = {{"key", "KEY"}, {"value", "VALUE"}, {"from", "FROM"}},
                  .whole = true};
  const auto add = [&section](std::string key, std::string value, std::string from) {
    section.rows.push_back({{Word{std::move(key)}, Text{std::move(value)}, Text{std::move(from)}}});
  };
  add("store", settings.store.value.string(), settings.store.from);
  add("config", file, settings.config_file.from);
  add("backups", settings.backups.string(), "default");
  add("zone", settings.zone.value.name(), settings.zone.from);
  add("week", week_name(settings.dates(settings.now).week), "zone");
  add("dates", order_name(config.dates), source(config.dates != DayOrder::unknown));
  add("log", config.log ? std::string(name_of(*config.log)) : "not set (log needs -i, -o, -t)",
      source(config.log.has_value()));
  return {.report = {.name = "config", .sections = {std::move(section)}}};
}

Run declare(Arguments&) {
  return show_config;
}

}  // namespace

constinit const Command config_command{
    .name = "config",
    .group = Group::data,
    .summary = "what is set, and from where",
    .examples = "  kept config\n",
    .details =
        "Settings come from the options, the environment (KEPT_DB, KEPT_CONFIG, TZ), the\n"
        "config file, and defaults, in this order; the config's zone comes before TZ. The\n"
        "file is TOML:\n"
        "\n"
        "  zone  = \"Asia/Jerusalem\"\n"
        "  dates = \"day-first\"     # what 26/3 means, or \"month-first\"\n"
        "  log   = \"talk\"          # what log records without -i, -o, -t or --note\n"
        "  store = \"/home/me/kept.db\"\n",
    .access = Access::none,
    .declare = declare};

}  // namespace kept
