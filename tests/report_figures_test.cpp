#include <doctest/doctest.h>

#include "reports/figures.hpp"
#include "reports_fixture.hpp"

namespace kept {

using namespace reports_fixture;
using namespace std::chrono_literals;

namespace {

const Zone jerusalem = *Zone::named("Asia/Jerusalem");

/// The first second of a day in Jerusalem, and the last of one.
Instant first_of(int year, unsigned month, unsigned day) {
  return jerusalem.start_of(Day(std::chrono::local_days(
      std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day))));
}
Instant last_of(int year, unsigned month, unsigned day) {
  return before(jerusalem.start_of(
      Day(std::chrono::local_days(std::chrono::year(year) / std::chrono::month(month) /
                                  std::chrono::day(day))) +
      std::chrono::days(1)));
}

std::string before_of(Instant since, Instant until) {
  const auto found = period_before({since, until}, jerusalem);
  REQUIRE(found);
  return shown(*found, jerusalem);
}

Figures three_figures(std::int64_t first, std::int64_t second) {
  return {
      {.key = "first", .words = "the first", .heading = "FIRST", .value = first, .has_bar = true},
      {"second", "the second", "SECOND", second},
      median_figure("time", "the time", "TIME",
                    std::vector<std::chrono::seconds>(static_cast<std::size_t>(second), 48h))};
}

std::string text_of(Section section) {
  return render({.name = "", .title = "", .sections = {std::move(section)}}, Format::text,
                {Zone::utc()});
}

GroupFigures group(const std::string& name, std::int64_t first,
                   std::optional<std::int64_t> before_it = std::nullopt) {
  return {{name, std::nullopt},
          three_figures(first, 0),
          before_it ? std::optional(three_figures(*before_it, 0)) : std::nullopt};
}

}  // namespace

TEST_CASE("the period before a whole month is the month before") {
  CHECK(before_of(first_of(2026, 3, 1), last_of(2026, 3, 31)) == "2026-02-01 to 2026-02-28");
  CHECK(before_of(first_of(2026, 2, 1), last_of(2026, 2, 28)) == "2026-01-01 to 2026-01-31");
  CHECK(before_of(first_of(2026, 1, 1), last_of(2026, 1, 31)) == "2025-12-01 to 2025-12-31");
}

TEST_CASE("the period before several whole months is as many months") {
  CHECK(before_of(first_of(2026, 4, 1), last_of(2026, 6, 30)) == "2026-01-01 to 2026-03-31");
  CHECK(before_of(first_of(2026, 1, 1), last_of(2026, 12, 31)) == "2025-01-01 to 2025-12-31");
}

TEST_CASE("the period before whole days is as many days, whatever the clocks do") {
  // The clocks go forward on Friday 2026-03-27, and back on Sunday 2026-10-25.
  CHECK(before_of(first_of(2026, 3, 29), last_of(2026, 4, 4)) == "2026-03-22 to 2026-03-28");
  CHECK(before_of(first_of(2026, 3, 22), last_of(2026, 3, 28)) == "2026-03-15 to 2026-03-21");
  CHECK(before_of(first_of(2026, 10, 25), last_of(2026, 10, 25)) == "2026-10-24");
  CHECK(before_of(first_of(2026, 10, 26), last_of(2026, 10, 26)) == "2026-10-25");
}

TEST_CASE("the period before any other time is as long") {
  CHECK(before_of(first_of(2026, 3, 1), first_of(2026, 3, 3) + 9h) ==
        "2026-02-26 15:00 to 2026-02-28");
  CHECK(before_of(first_of(2026, 3, 1) + 9h, first_of(2026, 3, 1) + 10h) ==
        "2026-03-01 08:00 to 2026-03-01 08:59");
  CHECK_FALSE(period_before({std::nullopt, march(9)}, jerusalem));
  CHECK(shown({std::nullopt, march(9)}, Zone::utc()) == "until 2026-03-09 00:00");
}

TEST_CASE("by month there is no period before, nor where nothing is compared") {
  const Period all_of_march{march(1), before(march(32))};
  CHECK(Scope{all_of_march, std::nullopt, Zone::utc()}.before());
  CHECK(Scope{all_of_march, By::kind, Zone::utc()}.before());
  CHECK_FALSE(Scope{all_of_march, By::month, Zone::utc()}.before());
  CHECK_FALSE(Scope{all_of_march, By::kind, Zone::utc(), false}.before());
}

TEST_CASE("figures stand in a table beside those of the period before") {
  const Section figures = figures_section(three_figures(12, 3), three_figures(6, 0));
  CHECK(text_of(figures) ==
        "FIGURE      NOW                                BEFORE\n"
        "the first   12 ██████████████████████████████  6\n"
        "the second   3                                 0\n"
        "the time    2 days (3)                         no data\n");
  CHECK(value(figures, figures.rows[2], "value") == Cell(Length{48h}));
  CHECK(value(figures, figures.rows[2], "count") == Cell(std::int64_t{3}));
  CHECK(value(figures, figures.rows[2], "before") == Cell());
  CHECK(value(figures, figures.rows[2], "count_before") == Cell(std::int64_t{0}));
}

TEST_CASE("without a period before its column is empty, and not shown") {
  const Section figures = figures_section(three_figures(1, 0), std::nullopt);
  CHECK(value(figures, figures.rows[0], "before") == Cell());
  CHECK(value(figures, figures.rows[0], "count_before") == Cell());
  CHECK(text_of(figures).find("BEFORE") == std::string::npos);
}

TEST_CASE("a business time is told in hours") {
  const auto shown_time = [](std::chrono::seconds time) {
    Figure figure = median_figure("time", "time", "TIME", {time});
    figure.in_hours = true;
    const Section section = figures_section({figure}, std::nullopt);
    return std::get<Word>(section.rows[0].cells[4]).word;
  };
  CHECK(shown_time(108h) == "108 h (1)");
  CHECK(shown_time(47h + 59min) == "47 h (1)");
  CHECK(shown_time(45min) == "45 min (1)");
}

TEST_CASE("groups are sorted by their first figure, then by name, and empty ones left out") {
  const Section groups = groups_section(
      By::product, {group("web", 1, 0), group("", 0, 0), group("cards", 1, 5), group("logo", 7, 2)},
      three_figures(0, 0), true);
  const Report report{.name = "", .title = "", .sections = {groups}};
  CHECK(column(report, "groups", "product") == List{"logo", "cards", "web"});
  CHECK(value(groups, groups.rows[0], "before") == Cell(std::int64_t{2}));
}

TEST_CASE("a group that was there in the period before is shown, though there is nothing now") {
  const Section groups =
      groups_section(By::product, {group("web", 0, 3)}, three_figures(0, 0), true);
  REQUIRE(groups.rows.size() == 1);
  CHECK(value(groups, groups.rows[0], "first") == Cell(std::int64_t{0}));
  CHECK(value(groups, groups.rows[0], "before") == Cell(std::int64_t{3}));
}

TEST_CASE("without a period before, its column is there and empty, and not there by month") {
  const Section groups = groups_section(By::kind, {group("order", 2)}, three_figures(0, 0), true);
  CHECK(value(groups, groups.rows[0], "before") == Cell());
  const Section months = groups_section(By::month, {group("2026-03", 2), group("2026-04", 0)},
                                        three_figures(0, 0), false);
  CHECK(months.rows.size() == 2);
  CHECK(months.columns.back().key != "before");
}

TEST_CASE("a rate is rounded down, so that 100 means all") {
  CHECK(rate_figure("r", "r", 199, 200).value == Cell(Percent{99}));
  CHECK(rate_figure("r", "r", 3, 3).value == Cell(Percent{100}));
  CHECK(rate_figure("r", "r", 0, 0).value == Cell(Percent{}));
  CHECK(rate_in_words(1, 3) == "1/3 33%");
  CHECK(rate_in_words(0, 0) == "no data");
}

}  // namespace kept
