#include <algorithm>
#include <doctest/doctest.h>
#include <rapidcheck.h>
#include <sstream>

#include "kept/render.hpp"
#include "kept/text.hpp"

using namespace kept;

namespace {

constexpr int narrowest_text = 8;
constexpr int gap = 2;
const Day thursday = std::chrono::local_days(std::chrono::year(2026) / 3 / 26);

Id promise(std::int64_t serial) {
  return {Kind::promise, serial * Id::machines};
}

rc::Gen<std::string> words() {
  const auto part = rc::gen::element<std::string>("a", "word ", "שָׁלוֹם", "לוגו ", "漢字", "👍🏽",
                                                  "👩\u200D👧", "e\u0301", "مرحبا", "\u202E", "\n");
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(part),
                      [](const std::vector<std::string>& parts) {
                        std::string text;
                        for (const std::string& one : parts) text += one;
                        return text;
                      });
}

Section table_of(std::size_t rows) {
  Section section{.key = "rows",
                  .columns = {{"id", "ID"},
                              {"customer", "CUSTOMER"},
                              {"text", "TEXT"},
                              {"due", "DUE"},
                              {"count", "N", Column::Align::right},
                              {"verdict", "VERDICT"}},
                  .rows = {}};
  for (std::size_t i = 0; i < rows; ++i) {
    const auto serial = *rc::gen::inRange<std::int64_t>(1, 100'000'000);
    section.rows.push_back({{promise(serial), Text{*words()}, Text{*words()}, thursday,
                             *rc::gen::inRange<std::int64_t>(0, 1'000'000), Word{"kept late"}},
                            Tone::late});
  }
  return section;
}

std::string shown_of(const Cell& cell) {
  if (const auto* id = std::get_if<Id>(&cell)) return shown(*id);
  if (const auto* day = std::get_if<Day>(&cell)) return shown(*day);
  if (const auto* number = std::get_if<std::int64_t>(&cell)) return std::to_string(*number);
  const auto* word = std::get_if<Word>(&cell);
  return word != nullptr ? word->word : "";
}

bool is_text(const Cell& cell) {
  return std::holds_alternative<Text>(cell);
}

/// What the cells that are never cut, and the narrowest texts, take.
int least_width(const Section& section) {
  int width = -gap;
  for (std::size_t column = 0; column < section.columns.size(); ++column) {
    int least = display_width(section.columns[column].heading);
    for (const Row& row : section.rows) {
      const Cell& cell = row.cells[column];
      least = std::max(least, is_text(cell) ? narrowest_text : display_width(shown_of(cell)));
    }
    width += least + gap;
  }
  return width;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

}  // namespace

TEST_CASE("at any width a line fits, or has nothing left that could be cut") {
  CHECK(rc::check("lines fit, and ids, dates, numbers and words are whole", [] {
    const Section section = table_of(*rc::gen::inRange<std::size_t>(1, 6));
    const int width = *rc::gen::inRange(20, 201);
    const auto lines = lines_of(render({"r", "", {section}}, Format::text, {Zone::utc(), width}));
    RC_ASSERT(lines.size() == section.rows.size() + 1);
    for (const std::string& line : lines) {
      RC_ASSERT(display_width(line) <= std::max(width, least_width(section)));
    }
    for (std::size_t i = 0; i < section.rows.size(); ++i) {
      for (const Cell& cell : section.rows[i].cells) {
        RC_ASSERT(lines[i + 1].find(shown_of(cell)) != std::string::npos);
      }
    }
  }));
}

TEST_CASE("without isolates a text is the same letters in the same columns") {
  CHECK(rc::check("isolates alone are missing", [] {
    Report report{"r", *words(), {table_of(3)}};
    const std::string isolated = render(report, Format::text, {Zone::utc()});
    const std::string plain = render(report, Format::text, {.zone = Zone::utc(), .isolate = false});
    RC_ASSERT(plain == without_isolates(isolated));
    RC_ASSERT(display_width(plain) == display_width(isolated));
    RC_ASSERT(plain.find("\u2068") == std::string::npos);
    RC_ASSERT(plain.find("\u2069") == std::string::npos);
  }));
}
