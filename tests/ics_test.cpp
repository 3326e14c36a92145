#include <doctest/doctest.h>
#include <rapidcheck.h>
#include <sstream>

#include "kept/render.hpp"
#include "kept/text.hpp"

using namespace kept;
using namespace std::chrono_literals;

namespace {

const Day thursday = std::chrono::local_days(std::chrono::year(2026) / 3 / 26);
const Instant noon = std::chrono::sys_days(std::chrono::year(2026) / 3 / 26) + 12h;

Id promise(std::int64_t serial) {
  return {Kind::promise, serial * Id::machines};
}

Section promises(std::vector<Row> rows) {
  return {.key = "promises",
          .title = "",
          .columns = {{"id", "ID"},
                      {"customer", "CUSTOMER"},
                      {"text", "TEXT"},
                      {"due", "DUE"},
                      {"verdict", "VERDICT"},
                      {"resolved", ""},
                      {"unsettled", ""}},
          .rows = std::move(rows)};
}

std::string calendar(Section section) {
  Report report{"list", "", {std::move(section)}, "kept-1"};
  return render(report, Format::ics, {.zone = Zone::utc(), .now = noon});
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    REQUIRE(line.ends_with('\r'));
    line.pop_back();
    lines.push_back(line);
  }
  return lines;
}

std::vector<std::string> unfolded(const std::string& text) {
  std::vector<std::string> lines;
  for (const std::string& line : lines_of(text)) {
    if (line.starts_with(' ')) {
      lines.back() += line.substr(1);
    } else {
      lines.push_back(line);
    }
  }
  return lines;
}

/// The first line of that name, without it.
std::string value_of(const std::string& name, const std::string& text) {
  for (const std::string& line : unfolded(text)) {
    if (line.starts_with(name)) return line.substr(name.size());
  }
  return "none";
}

std::string status_of(const char* verdict, bool resolved, bool unsettled) {
  return value_of(
      "STATUS:",
      calendar(promises({{{promise(1), Text{"Dana"}, Text{"logo"}, thursday, Word{verdict},
                           resolved ? Cell(noon) : Cell(), unsettled}}})));
}

/// As a reader of the format takes it.
std::string unescaped(const std::string& value) {
  std::string text;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const bool is_escape = value[i] == '\\';
    if (is_escape) ++i;
    text += is_escape && value.at(i) == 'n' ? '\n' : value.at(i);
  }
  return text;
}

}  // namespace

TEST_CASE("a to-do of a calendar") {
  const Row row{{promise(12), Text{"Dana, Ltd."}, Text{"logo; in \\blue"},
                 thursday - std::chrono::days(1), Word{"broken"}, Cell(), true},
                Tone::late};
  const std::vector<std::string> lines = unfolded(calendar(promises({row})));
  CHECK(lines == std::vector<std::string>{
                     "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//kept//kept//EN", "BEGIN:VTODO",
                     "UID:kept-1:P12", "DTSTAMP:20260326T120000Z",
                     R"(SUMMARY:Dana\, Ltd.: logo\; in \\blue)", "DUE;VALUE=DATE:20260325",
                     "STATUS:NEEDS-ACTION", "PRIORITY:1", "CATEGORIES:promise",
                     R"(DESCRIPTION:id: P12\nverdict: broken\nunsettled: true)", "END:VTODO",
                     "END:VCALENDAR"});
}

TEST_CASE("a minute in any zone is due in UTC, and what is to come has an alarm before it") {
  const auto of = [](Cell due) {
    return calendar(promises({{{promise(1), Cell(), Cell(), due}}}));
  };
  const std::string trigger = "TRIGGER;RELATED=END:";
  const Due half_past{Minute(thursday + 14h + 30min), "Asia/Jerusalem", noon + 31min};
  CHECK(value_of("DUE:", of(half_past)) == "20260326T123000Z");
  CHECK(value_of(trigger, of(half_past)) == "-PT30M");
  CHECK(value_of(trigger, of(thursday)) == "PT9H");
  CHECK(value_of(trigger, of(thursday - std::chrono::days(1))) == "none");
  CHECK(value_of(trigger, of(noon - 1s)) == "none");
  CHECK(value_of(trigger, of(Cell())) == "none");
  const Row kept{{promise(1), Cell(), Cell(), thursday, Word{"kept"}, noon, false}};
  CHECK(value_of(trigger, calendar(promises({kept}))) == "none");
}

TEST_CASE("a promise is over for a calendar once nothing is left to settle") {
  CHECK(status_of("open", false, false) == "NEEDS-ACTION");
  CHECK(status_of("kept", true, false) == "COMPLETED");
  CHECK(status_of("kept late", true, true) == "NEEDS-ACTION");
  CHECK(status_of("kept late", true, false) == "COMPLETED");
  CHECK(status_of("broken", true, false) == "CANCELLED");
  CHECK(status_of("released", true, false) == "CANCELLED");
}

TEST_CASE("a calendar without to-dos is one still") {
  const auto lines = unfolded(calendar(promises({})));
  CHECK(lines.front() == "BEGIN:VCALENDAR");
  CHECK(std::find(lines.begin(), lines.end(), "BEGIN:VTIMEZONE") != lines.end());
  CHECK(lines.back() == "END:VCALENDAR");
}

TEST_CASE("fields, explanations and loops are no to-dos") {
  Section fields = promises({{{promise(1)}}});
  fields.layout = Section::Layout::fields;
  CHECK(value_of("BEGIN:VTODO", calendar(fields)) == "none");
  Section explained = promises({{{promise(1)}}});
  explained.columns[3].key = "late_from";
  CHECK(value_of("BEGIN:VTODO", calendar(explained)) == "none");
}

TEST_CASE("any text is folded at 75 bytes between code points, and reads back") {
  const auto part = rc::gen::element<std::string>("a", " ", ";", ",", "\\", "n", "\n", "é", "שָׁ",
                                                  "漢字", "👍🏽", ":", "\"", "END:VTODO");
  CHECK(rc::check("folding is undone", [&] {
    std::string text = "x";
    for (const auto& one : *rc::gen::container<std::vector<std::string>>(part)) text += one;
    text += "x";
    const std::string written = calendar(promises({{{promise(1), Cell(), Text{text}}}}));
    for (const std::string& line : lines_of(written)) {
      RC_ASSERT(line.size() <= 75U);
      RC_ASSERT(is_utf8(line));
    }
    RC_ASSERT(unescaped(value_of("SUMMARY:", written)) == text);
  }));
}

TEST_CASE("bytes and control characters of somebody make no line of their own") {
  const std::string evil = "a\rEND:VTODO\x1b[2J\xff\x7f";
  const std::string written = calendar(promises({{{promise(1), Cell(), Text{evil}}}}));
  CHECK(value_of("SUMMARY:", written) == "a END:VTODO [2J\uFFFD ");
  CHECK(value_of("END:VTODO", written).empty());
}
