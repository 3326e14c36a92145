#include "kept/render.hpp"

#include <doctest/doctest.h>

#include "kept/text.hpp"

using namespace kept;
using namespace std::chrono_literals;

namespace {

constexpr auto right = Column::Align::right;
constexpr auto fields = Section::Layout::fields;
constexpr auto table = Section::Layout::table;

const Day thursday = std::chrono::local_days(std::chrono::year(2026) / 3 / 26);
const Instant instant = std::chrono::sys_days(std::chrono::year(2026) / 3 / 26) + 14h + 30min + 5s;
const Due end_of_day{thursday, "UTC", std::chrono::floor<std::chrono::days>(instant) + 24h};
const Due at_half_past{Minute(thursday + 14h + 30min), "UTC", instant + 55s};
const std::string evil = "Dana\nP13  \u3000late\x1b[2J\u202Efdp.exe\xff";

Id promise(std::int64_t serial) {
  return {Kind::promise, serial * Id::machines};
}

Text text(std::string words) {
  return {std::move(words)};
}

Report report_of(Section section) {
  return {"overdue", "", {std::move(section)}};
}

/// Two columns: an id and somebody's words.
Section promises(const std::vector<std::string>& texts) {
  Section section{"promises", "", table, {{"id", "ID"}, {"text", "PROMISE"}}, {}};
  std::int64_t serial = 0;
  for (const std::string& words : texts) {
    section.rows.push_back({{promise(++serial), text(words)}});
  }
  return section;
}

std::string as_text(const Report& report, int width = 80, bool colour = false) {
  return render(report, Format::text, {Zone::utc(), width, colour});
}

std::string as(Format format, const Report& report) {
  return render(report, format, {Zone::utc()});
}

/// One cell of each kind.
Section every_cell(Section::Layout layout) {
  Section section{"things", "", layout, {}, {}};
  const std::vector<std::pair<std::string, Cell>> cells{
      {"none", Cell()},
      {"text", text("שלום, \"Dana\"")},
      {"word", Word{"kept late"}},
      {"texts", Texts{{"vip", "slow"}}},
      {"id", promise(12)},
      {"number", std::int64_t{42}},
      {"yes", true},
      {"no", false},
      {"instant", instant},
      {"day", thursday},
      {"due", end_of_day},
      {"due_minute", at_half_past},
      {"length", Length{72h}},
      {"percent", Percent{87}},
      {"tenths", Tenths{43}},
      {"bar", Bar{4, 8}},
  };
  section.rows.emplace_back();
  for (const auto& [key, cell] : cells) {
    section.columns.push_back({key, key});
    section.rows.front().cells.push_back(cell);
  }
  return section;
}

/// A name, a number with its bar, and a number.
Section bars(const std::vector<std::int64_t>& values) {
  Section section{"bars", "", table, {{"name", "NAME"}, {"", "COUNT"}, {"n", "N"}}, {}};
  std::int64_t most = 0;
  for (const std::int64_t value : values) most = std::max(most, value);
  for (const std::int64_t value : values) {
    section.rows.push_back({{text("product"), Bar{value, most}, std::int64_t{7}}});
  }
  return section;
}

std::vector<std::string> lines_of(const std::string& whole) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < whole.size();) {
    const std::size_t end = whole.find('\n', at);
    lines.push_back(whole.substr(at, end - at));
    at = end == std::string::npos ? whole.size() : end + 1;
  }
  return lines;
}

}  // namespace

TEST_CASE("a table aligns its columns and leaves no spaces at the ends") {
  Section section{"rows",
                  "Counts",
                  table,
                  {{"id", "ID"}, {"name", "NAME"}, {"count", "COUNT", right}, {"note", "NOTE"}},
                  {{{promise(1), text("Dana"), std::int64_t{7}, text("late")}},
                   {{promise(12), text("Bo"), std::int64_t{1234567}, Cell()}}}};
  CHECK(as_text(report_of(section)) ==
        "Counts\n"
        "ID   NAME    COUNT  NOTE\n"
        "P1   Dana        7  late\n"
        "P12  Bo    1234567\n");
}

TEST_CASE("columns without a heading or without any value are not shown") {
  Section section{
      "rows",
      "",
      table,
      {{"id", "ID"}, {"late_from", ""}, {"org", "ORG"}, {"theirs", "THEIRS"}},
      {{{promise(1), instant, Cell(), false}}, {{promise(2), instant, text(" "), true}}}};
  CHECK(as_text(report_of(section)) ==
        "ID  THEIRS\n"
        "P1\n"
        "P2  yes\n");
}

TEST_CASE("an empty table is no text, and still has its shape for machines") {
  const Report report{"overdue", "Overdue", {promises({})}};
  CHECK(as_text(report) == "");
  CHECK(as(Format::csv, report) == "id,text\n");
  CHECK(as(Format::tsv, report) == "id\ttext\n");
  CHECK(as(Format::jsonl, report) == "");
  CHECK(as(Format::json, report) ==
        "{\n  \"format\": 1,\n  \"report\": \"overdue\",\n  \"promises\": []\n}\n");
}

TEST_CASE("a title stands above, and one blank line between sections that have something to say") {
  Section first = promises({"a"});
  first.title = "Ours";
  Section empty = promises({});
  empty.title = "Nothing";
  Section last = promises({"b"});
  last.title = "Theirs";
  CHECK(as_text({"r", "Report", {empty, first, empty, last}}) ==
        "Report\n\nOurs\nID  PROMISE\nP1  a\n\nTheirs\nID  PROMISE\nP1  b\n");
}

TEST_CASE("columns align by display width, and right-to-left cells are isolated") {
  Section section = promises({"שָׁלוֹם", "中文", "👩\u200D👧", "Dana"});
  section.columns.push_back({"n", "N"});
  for (Row& row : section.rows) row.cells.emplace_back(std::int64_t{1});
  CHECK(as_text(report_of(section)) ==
        "ID  PROMISE  N\n"
        "P1  \u2068שָׁלוֹם\u2069     1\n"
        "P2  中文     1\n"
        "P3  👩\u200D👧       1\n"
        "P4  Dana     1\n");
}

TEST_CASE("somebody's words forge no line and no column") {
  CHECK(as_text(report_of(promises({evil}))) ==
        "ID  PROMISE\n"
        "P1  Dana P13 late\\x1b[2J\\u{202e}fdp.exe\\xff\n");
  CHECK(as_text(report_of(promises({"דנה\u2069 \u202E"}))) ==
        "ID  PROMISE\n"
        "P1  \u2068דנה\\u{2069} \\u{202e}\u2069\n");

  Section section = promises({"a"});
  section.title = evil;
  section.rows.front().cells[1] = Texts{{evil, "b"}};
  const std::string shown_all = as_text({"r", evil, {section}});
  CHECK(lines_of(shown_all).size() == 5);
  CHECK(shown_all.find('\x1b') == std::string::npos);
  CHECK(shown_all.find("\u202E") == std::string::npos);
  CHECK(is_utf8(shown_all));
}

TEST_CASE("texts are elided, the widest first, until the row fits") {
  Section section{
      "rows",
      "",
      table,
      {{"id", "ID"}, {"who", "CUSTOMER"}, {"text", "PROMISE"}, {"due", "DUE"}},
      {{{promise(1), text("Dana Levi"), text("Send the logo as SVG and PNG"), end_of_day}}}};
  CHECK(as_text(report_of(section), 60) ==
        "ID  CUSTOMER   PROMISE            DUE\n"
        "P1  Dana Levi  Send the logo as…  Thu 2026-03-26, end of day\n");
  const std::string narrow = as_text(report_of(section), 10);
  CHECK(narrow ==
        "ID  CUSTOMER  PROMISE   DUE\n"
        "P1  Dana Le…  Send th…  Thu 2026-03-26, end of day\n");
  CHECK(as_text(report_of(section), 0).find("Send the logo as SVG and PNG  Thu") !=
        std::string::npos);
}

TEST_CASE("every line fits where its texts can shrink") {
  std::vector<std::string> texts{std::string(1000, 'x'), "中文中文中文中文中文中文中文",
                                 "שָׁלוֹם לְכֻלָּם, שָׁלוֹם לְכֻלָּם",
                                 "👩\u200D👧👩\u200D👧👩\u200D👧👩\u200D👧👩\u200D👧👩\u200D👧", evil};
  for (int width = 12; width < 60; ++width) {
    for (const std::string& line : lines_of(as_text(report_of(promises(texts)), width))) {
      CAPTURE(line);
      CHECK(display_width(line) <= width);
    }
  }
}

TEST_CASE("fields are lines of name and value") {
  Section section{"card",
                  "",
                  fields,
                  {{"id", "Customer"}, {"org", "Org"}, {"note", "Note"}, {"vip", "VIP"}, {"n", ""}},
                  {{{promise(3), Cell(), text("first\n\n  דנה\x1b\r\nName: x \n"), false, true}}}};
  CHECK(as_text(report_of(section), 10) ==
        "Customer: P3\n"
        "Note:     first\n"
        "\n"
        "          \u2068  דנה\\x1b\u2069\n"
        "          Name: x\n"
        "VIP:      no\n");
}

TEST_CASE("people read each kind of cell in its own words") {
  CHECK(as_text(report_of(every_cell(fields))) ==
        "text:       \u2068שלום, \"Dana\"\u2069\n"
        "word:       kept late\n"
        "texts:      vip, slow\n"
        "id:         P12\n"
        "number:     42\n"
        "yes:        yes\n"
        "no:         no\n"
        "instant:    Thu 2026-03-26 14:30\n"
        "day:        Thu 2026-03-26\n"
        "due:        Thu 2026-03-26, end of day\n"
        "due_minute: Thu 2026-03-26 14:30\n"
        "length:     3 days\n"
        "percent:    87%\n"
        "tenths:     4.3\n"
        "bar:        4\n");
}

TEST_CASE("JSON keeps the types and the letters") {
  CHECK(as(Format::json, report_of(every_cell(fields))) == R"({
  "format": 1,
  "report": "overdue",
  "things": {
    "none": null,
    "text": "שלום, \"Dana\"",
    "word": "kept late",
    "texts": [
      "vip",
      "slow"
    ],
    "id": "P12",
    "number": 42,
    "yes": true,
    "no": false,
    "instant": "2026-03-26T14:30:05+00:00",
    "day": "2026-03-26",
    "due": "2026-03-26",
    "due_minute": "2026-03-26T14:30+00:00",
    "length": 259200,
    "percent": 87,
    "tenths": 4.3,
    "bar": "4"
  }
}
)");
}

TEST_CASE("JSON lines name the section where there are several") {
  CHECK(as(Format::jsonl, report_of(promises({"a", "b"}))) ==
        "{\"format\":1,\"id\":\"P1\",\"text\":\"a\"}\n"
        "{\"format\":1,\"id\":\"P2\",\"text\":\"b\"}\n");
  Section card{"card", "", fields, {{"name", "Name"}}, {{{text("Dana")}}}};
  CHECK(as(Format::jsonl, {"r", "", {card, promises({"a"})}}) ==
        "{\"format\":1,\"section\":\"card\",\"name\":\"Dana\"}\n"
        "{\"format\":1,\"section\":\"promises\",\"id\":\"P1\",\"text\":\"a\"}\n");
}

TEST_CASE("CSV quotes what it has to") {
  CHECK(as(Format::csv, report_of(promises({"a,b", "say \"hi\"", "two\nlines", "דנה"}))) ==
        "id,text\n"
        "P1,\"a,b\"\n"
        "P2,\"say \"\"hi\"\"\"\n"
        "P3,\"two\nlines\"\n"
        "P4,דנה\n");
  CHECK(
      as(Format::csv, report_of(every_cell(table))) ==
      "none,text,word,texts,id,number,yes,no,instant,day,due,due_minute,length,percent,tenths,bar\n"
      ",\"שלום, \"\"Dana\"\"\",kept late,\"vip,slow\",P12,42,true,false,"
      "2026-03-26T14:30:05+00:00,2026-03-26,2026-03-26,2026-03-26T14:30+00:00,259200,87,4.3,4\n");
}

TEST_CASE("TSV has one line a row, whatever the text holds") {
  CHECK(as(Format::tsv, report_of(promises({"a\tb\nc\r\\d \"e\""}))) ==
        "id\ttext\nP1\ta\\tb\\nc\\r\\\\d \"e\"\n");
}

TEST_CASE("CSV of several sections has the union of their columns") {
  Section first{"ours", "", table, {{"id", "ID"}, {"due", "DUE"}}, {{{promise(1), thursday}}}};
  Section second{"loops", "", table, {{"title", "T"}, {"id", "ID"}}, {{{text("x"), promise(2)}}}};
  CHECK(as(Format::csv, {"r", "", {first, second}}) ==
        "section,id,due,title\n"
        "ours,P1,2026-03-26,\n"
        "loops,P2,,x\n");
}

TEST_CASE("a section of lines shows each line of a text below the first, and counts rows by rows") {
  Section section = promises({"one\ntwo \u202Ethree", "ארבע\n\nfive", "six"});
  section.lines = true;
  section.most_rows = 2;
  section.rows.front().tone = Tone::late;
  CHECK(as_text(report_of(section)) ==
        "ID  PROMISE\n"
        "P1  one\n"
        "    two \\u{202e}three\n"
        "P2  \u2068ארבע\u2069\n"
        "\n"
        "    five\n");
  CHECK(lines_of(as_text(report_of(section), 80, true))[2] ==
        "\x1b[31m    two \\u{202e}three\x1b[0m");
  CHECK(as(Format::csv, report_of(section)).find("P1,\"one\ntwo \u202Ethree\"\n") !=
        std::string::npos);
}

TEST_CASE("machine formats carry text as it is, but always as UTF-8") {
  const Report report = report_of(promises({"\u202E\x1b\xff"}));
  CHECK(as(Format::csv, report) == "id,text\nP1,\u202E\x1b\uFFFD\n");
  CHECK(as(Format::jsonl, report) ==
        "{\"format\":1,\"id\":\"P1\",\"text\":\"\u202E\\u001b\uFFFD\"}\n");
}

TEST_CASE("colour goes around rows, in text only where it is asked for") {
  Section section = promises({"a", "b", "c", "d"});
  section.rows[1].tone = Tone::late;
  section.rows[2].tone = Tone::soon;
  section.rows[3].tone = Tone::done;
  const Report report = report_of(section);
  CHECK(as_text(report, 80, true) ==
        "\x1b[1mID  PROMISE\x1b[0m\n"
        "P1  a\n"
        "\x1b[31mP2  b\x1b[0m\n"
        "\x1b[33mP3  c\x1b[0m\n"
        "\x1b[32mP4  d\x1b[0m\n");
  CHECK(as_text(report).find('\x1b') == std::string::npos);
  CHECK(render(report, Format::json, {Zone::utc(), 80, true}).find('\x1b') == std::string::npos);
}

TEST_CASE("times are shown in the zone of the style") {
  const auto jerusalem = Zone::named("Asia/Jerusalem");
  REQUIRE(jerusalem);
  const Section section{"rows", "", table, {{"at", "AT"}}, {{{instant}}}};
  CHECK(render(report_of(section), Format::text, {*jerusalem}) == "AT\nThu 2026-03-26 16:30\n");
  CHECK(render(report_of(section), Format::csv, {*jerusalem}) == "at\n2026-03-26T16:30:05+02:00\n");
}

// ---- bars ------------------------------------------------------------------------------------

TEST_CASE("bars fill the room that is left, from 8 to 30 columns, in eighths of one") {
  const Report report = report_of(bars({16, 8, 5, 1, 0}));
  CHECK(as_text(report, 10) ==
        "NAME     COUNT        N\n"
        "product  16 ████████  7\n"
        "product   8 ████      7\n"
        "product   5 ██▌       7\n"
        "product   1 ▌         7\n"
        "product   0           7\n");
  for (int width = 24; width < 60; ++width) {
    const std::string widest = lines_of(as_text(report, width))[1];
    CHECK(display_width(widest) == std::min(width, 45));
  }
  CHECK(as_text(report, 0) == as_text(report, 45));
}

TEST_CASE("a number above 0 shows some bar, and 0 none") {
  CHECK(lines_of(as_text(report_of(bars({1000, 1})), 10))[2] == "product     1 ▏         7");
  CHECK(as_text(report_of(bars({0, 0}))) ==
        "NAME     COUNT  N\n"
        "product  0      7\n"
        "product  0      7\n");
}

TEST_CASE("bars give way before texts do") {
  Section section = bars({3, 2});
  section.rows.front().cells.front() = text("הדפסת כרטיסי ביקור");
  CHECK(as_text(report_of(section), 33) ==
        "NAME                COUNT       N\n"
        "\u2068הדפסת כרטיסי ביקור\u2069  3 ████████  7\n"
        "product             2 █████▍    7\n");
}

TEST_CASE("a column without a key is for people alone") {
  const Report report = report_of(bars({3}));
  CHECK(as(Format::csv, report) == "name,n\nproduct,7\n");
  CHECK(as(Format::tsv, report) == "name\tn\nproduct\t7\n");
  CHECK(as(Format::jsonl, report) == "{\"format\":1,\"name\":\"product\",\"n\":7}\n");
  CHECK(as(Format::json, report).find('3') == std::string::npos);
  CHECK(as(Format::csv, report_of(bars({}))) == "name,n\n");
}

TEST_CASE("where there is no mean, people read 'no data' and machines nothing") {
  const Section section{"m", "", table, {{"mean", "MEAN"}}, {{{Tenths{}}}, {{Tenths{50}}}}};
  CHECK(as_text(report_of(section)) == "MEAN\nno data\n5.0\n");
  CHECK(as(Format::csv, report_of(section)) == "mean\n\n5.0\n");
  CHECK(as(Format::jsonl, report_of(section)) ==
        "{\"format\":1,\"mean\":null}\n{\"format\":1,\"mean\":5.0}\n");
}
