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

constexpr std::array<std::string_view, 7> weekdays{"sunday",   "monday", "tuesday", "wednesday",
                                                   "thursday", "friday", "saturday"};

/// The first holiday from today on that falls on a day with hours.
std::optional<Day> next_holiday(const BusinessWeek& week, Day today) {
  constexpr std::chrono::days ahead{366};
  BusinessWeek open = week;
  open.holidays.clear();
  open.yearly.clear();
  for (Day day = today; day <= today + ahead; day += std::chrono::days(1)) {
    if (open.works_on(day) && !week.works_on(day)) return day;
  }
  return std::nullopt;
}

std::string holidays_of(const BusinessWeek& week, Day today) {
  const std::size_t once = week.holidays.size();
  const std::size_t yearly = week.yearly.size();
  std::string all;
  if (once > 0) all = std::to_string(once) + (once == 1 ? " day" : " days");
  if (yearly > 0) all += (all.empty() ? "" : ", ") + std::to_string(yearly) + " of every year";
  if (all.empty()) return "none";
  const auto next = next_holiday(week, today);
  return all + (next ? ", next " + shown(*next) : ", none on a working day in a year");
}

void add_part(std::string& all, std::string_view name, const std::string& value) {
  if (!value.empty()) all += (all.empty() ? "" : ", ") + std::string(name) + value;
}

std::string condition_of(const AnswerRule& rule) {
  std::string all;
  add_part(all, "", rule.customer);
  add_part(all, "tag ", rule.tag);
  if (rule.kind) add_part(all, "", std::string(name_of(*rule.kind)));
  if (rule.priority) add_part(all, "", std::string(name_of(*rule.priority)));
  return all.empty() ? "all" : all;
}

std::string condition_of(const Escalation& escalation) {
  std::string all = escalation.broken ? "broken" : "";
  if (escalation.late != Allowance{}) add_part(all, "", shown(escalation.late) + " late");
  add_part(all, "tag ", escalation.tag);
  return all;
}

std::string joined(const std::vector<std::string>& names) {
  std::string all;
  for (const std::string& name : names) add_part(all, "", name);
  return all;
}

/// The rows of `kept config`, each with where its value comes from.
class Rows {
 public:
  explicit Rows(const Settings& settings_of_run) : settings(settings_of_run) {}

  Section section() {
    add_places();
    add_week();
    add_choices();
    add_policy();
    add_mail();
    return std::move(rows);
  }

 private:
  void add_places();
  void add_week();
  void add_choices();
  void add_policy();
  void add_mail();

  void add(std::string key, std::string value, std::string from) {
    rows.rows.push_back({{Word{std::move(key)}, Text{std::move(value)}, Text{std::move(from)}}});
  }
  /// By the key's own name in the config file.
  void add(std::string key, std::string value) {
    std::string from = source(config.sets(key), "default");
    add(std::move(key), std::move(value), std::move(from));
  }
  std::string source(bool set, const char* otherwise) const { return set ? file : otherwise; }

  const Settings& settings;
  const Config& config = settings.config;
  const std::string file = settings.config_file.value.string();
  Section rows{.key = "settings",
               .columns = {{"key", "KEY"}, {"value", "VALUE"}, {"from", "FROM"}},
               .whole = true};
};

void Rows::add_places() {
  add("store", settings.store.value.string(), settings.store.from);
  add("config", file, settings.config_file.from);
  add("backups", settings.backups.string(), "default");
  add("zone", settings.zone.value.name(), settings.zone.from);
}

void Rows::add_week() {
  const BusinessWeek& week = settings.week;
  add("week", shown(week), source(config.hours.has_value(), "zone"));
  add("week-starts", std::string(weekdays[week.first_day.c_encoding()]),
      source(config.week_starts.has_value(), "zone"));
  add("holidays", holidays_of(week, settings.zone.value.day(settings.now)));
}

void Rows::add_choices() {
  add("dates", order_name(config.dates));
  add("log", config.log ? std::string(name_of(*config.log)) : "not set (log needs -i, -o, -t)");
  add("bidi", std::string(name_of(config.bidi.value_or(Bidi::automatic))));
}

void Rows::add_policy() {
  const Policy& policy = config.policy;
  bool all = false;
  for (const AnswerRule& rule : policy.answers) {
    const std::string condition = condition_of(rule);
    add("answers", condition + ": " + shown(rule.within));
    all = all || condition == "all";
  }
  if (!all) add("answers", "otherwise: 1 business day", "default");
  for (const Escalation& escalation : policy.escalations) {
    add("escalation", condition_of(escalation) + ": " + escalation.level);
  }
  if (policy.escalations.empty()) add("escalation", "none");
  const auto confirm = policy.confirm_after_days;
  add("confirm-after",
      confirm ? std::to_string(*confirm) + (confirm == 1 ? " day" : " days") : "never");
  add("days-ahead", std::to_string(policy.days_ahead));
  add("busy-day", std::to_string(policy.busy_day));
  add("low-kept-rate", std::to_string(policy.low_kept_rate) + "%");
  add("promise-within", policy.promise_within);
  add("plans", joined(plan_names(policy)));
}

void Rows::add_mail() {
  add("mail.to", config.mail.to.empty() ? "not set (--send needs --to)" : config.mail.to);
  add("mail.from", config.mail.from.empty() ? "the first of --to" : config.mail.from);
  add("mail.subject", config.mail.subject);
  add("mail.command", config.mail.command);
}

Answer show_config(Context& context) {
  return {.report = {.name = "config", .sections = {Rows(context.settings).section()}},
          .notices = context.settings.config.notices};
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
        "  store = \"/home/me/kept.db\"\n"
        "  hours = \"Sun-Thu 09:00-13:00 16:00-19:00, Fri 09:00-13:00\"\n"
        "  holidays = [\"2026-09-12\", \"12-25\", \"~/holidays.ics\"]\n"
        "\n"
        "kept-config(5) has all keys: also how soon what wants an answer, when lateness\n"
        "is a case for more, plans of your own, and where much is too much.\n",
    .access = Access::none,
    .declare = declare};

}  // namespace kept
