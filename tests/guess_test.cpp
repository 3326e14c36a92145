#include "kept/guess.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "kept/mapping.hpp"
#include "kept/text.hpp"
#include "rows_fixture.hpp"

namespace kept {
namespace {

std::string rules(const std::string& file, const std::string& name = "desk.csv",
                  std::optional<Kind> what = {}) {
  return starter_rules(test::in_pieces(file, 7), {.name = name, .format = {}, .encoding = {}},
                       what);
}

bool holds(const std::string& text, const std::string& part) {
  CAPTURE(text);
  const bool found = text.find(part) != std::string::npos;
  CHECK_MESSAGE(found, part);
  return found;
}

/// That an import takes the rules: read, and with all of their columns in the file.
void check_usable(const std::string& file, const std::string& toml, Kind what) {
  const Mapping mapping = read_mapping(toml, "rules.toml", what);
  InputStyle style;
  style.separator = mapping.separator;
  style.encoding = mapping.encoding.value_or(Encoding::utf_8);
  const auto reader = read_rows(decoded(test::in_pieces(file, 64), style.encoding), style);
  Mapper mapper(mapping);
  mapper.bind(reader->columns());
  CHECK(mapper.missing().empty());
}

}  // namespace

TEST_CASE("a help desk's tickets") {
  const std::string file =
      "Ticket ID;Customer Name;E-mail;Type;Subject;Description;Status;Priority;Created;Resolved on;"
      "Agent\n"
      "1;Dana Example;d@example.com;Billing inquiry;Twice;I paid twice;Closed;Critical;"
      "25/03/2026 10:00;26/03/2026 11:30;Noa\n"
      "2;Avi Example;a@example.com;Technical issue;Login;No login;Pending;Low;03/04/2026 "
      "10:00;;Noa\n";
  const std::string toml = rules(file);
  CHECK(holds(toml, "kept import loops"));
  CHECK(holds(toml, "date-format = \"%d/%m/%Y %H:%M\"\n"));
  CHECK(holds(toml, "name = \"{Customer Name}\"\n"));
  CHECK(holds(toml, "emails = \"{E-mail}\"\n"));
  CHECK(holds(toml, "\"Billing inquiry\" = \"inquiry\", \"Technical issue\" = \"complaint\""));
  CHECK(holds(toml, "\"Closed\" = \"closed\", \"Pending\" = \"waiting\""));
  CHECK(holds(toml, "\"Critical\" = \"urgent\""));
  CHECK(holds(toml, "closed = \"{Resolved on}\"\n"));
  CHECK(holds(toml, "#   \"{Agent}\": 1 value such as \"Noa\"\n"));
  check_usable(file, toml, Kind::loop);
}

TEST_CASE("customers of a Hebrew spreadsheet, in windows-1255") {
  const std::string file =
      encoded("שם פרטי;שם משפחה;טלפון;דוא\"ל\nדנה;לדוגמה;050-555-0101;d@example.com\n",
              Encoding::windows_1255);
  const std::string toml = rules(file);
  CHECK(holds(toml, "kept import customers"));
  CHECK(holds(toml, "encoding = \"windows-1255\"\n"));
  CHECK(holds(toml, "name = \"{שם פרטי} {שם משפחה}\"\n"));
  CHECK(holds(toml, "phones = \"{טלפון}\"\n"));
  CHECK(holds(toml, "emails = \"{דוא\\\"ל}\"\n"));
  check_usable(file, toml, Kind::customer);
}

TEST_CASE("promises with their due days, and a day order that nobody can tell") {
  const std::string file = "Customer|Task|Due date\nDana|Call|03/04/2026\nAvi|Send|05/06/2026\n";
  const std::string toml = rules(file);
  CHECK(holds(toml, "kept import promises"));
  CHECK(holds(toml, "separator = \"|\"\n"));
  CHECK(holds(toml, "the values fit both"));
  CHECK(holds(toml, "due = \"{Due date}\"\n"));
  check_usable(file, toml, Kind::promise);
}

TEST_CASE("what is guessed is valid, and safe to look at, whatever the file holds") {
  const auto text = rc::gen::oneOf(
      rc::gen::element<std::string>("Name", "Status", "Due", "Subject", "a = b", "a != b", "{x}",
                                    "\"q\"", "\x1b[2J", "\u202e", "שם", "id", "Description",
                                    "Closed", "2026-03-01", "31/12/2026", "d@example.com", "\\"),
      rc::gen::container<std::string>(rc::gen::inRange(' ', '~')));
  const bool valid = rc::check("any file", [&] {
    const auto width = static_cast<std::size_t>(*rc::gen::inRange(1, 8));
    const auto row = rc::gen::container<std::vector<std::string>>(width, text);
    std::string file;
    for (const auto& values : *rc::gen::container<std::vector<std::vector<std::string>>>(4, row)) {
      for (std::size_t i = 0; i < values.size(); ++i) {
        std::string quoted;
        for (const char c : values[i]) quoted += c == '"' ? "\"\"" : std::string(1, c);
        file += (i == 0 ? "\"" : ",\"") + quoted + "\"";
      }
      file += "\n";
    }
    const Kind what = *rc::gen::element(Kind::customer, Kind::loop, Kind::entry, Kind::promise);
    std::string toml;
    try {
      toml = rules(file, "x.csv", what);
    } catch (const Error& error) {
      RC_ASSERT(error.status == Exit::rejected);  // two columns of one name, or none
      RC_DISCARD("no header");
    }
    RC_ASSERT(escape(toml, Lines::keep) == toml);
    check_usable(file, toml, what);
  });
  CHECK(valid);
}

}  // namespace kept
