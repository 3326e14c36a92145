#include "kept/mapping.hpp"

#include <doctest/doctest.h>

#include "kept/error.hpp"

using namespace kept;
using namespace std::string_literals;

namespace {

using Values = std::vector<std::string>;

/// A draft as a line: `loop 0: title=Late, kind=`.
std::string shown(const Draft& draft) {
  std::string line = std::string(name_of(draft.kind)) + " " + std::to_string(draft.place) + ":";
  for (const auto& [field, value] : draft.fields) {
    line += (line.ends_with(':') ? " " : ", ") + std::string(field) + "=" + value;
  }
  return line;
}

Values drafts(const Mapping& mapping, const Values& columns, const Values& values) {
  Mapper mapper(mapping);
  mapper.bind(columns);
  Values all;
  for (const Draft& draft : mapper.drafts({1, values, {}, ""})) all.push_back(shown(draft));
  return all;
}

/// What the rules for `title` of a loop make of a row with columns A and B.
std::string title(const std::string& rules, const Values& values) {
  const Mapping mapping = read_mapping("[loop]\ntitle = " + rules, "r.toml", Kind::loop);
  const Values all = drafts(mapping, {"A", "B"}, values);
  return all.size() == 1 ? all.front().substr("loop 0: title="s.size()) : "not one draft";
}

/// `what | hint` of the refusal.
std::string refusal(const std::string& toml, Kind what = Kind::loop) {
  try {
    read_mapping(toml, "r.toml", what);
  } catch (const Error& error) {
    CHECK(error.status == Exit::rejected);
    CHECK_FALSE(error.hint.empty());
    return error.what() + " | "s + error.hint;
  }
  return "accepted";
}

/// Of a loop whose title is given.
std::string refusal_of(const std::string& line) {
  return refusal(line + "\n[loop]\ntitle = \"x\"\n");
}

std::string refusal_of_columns(const Values& columns, Kind what) {
  try {
    mapping_of_columns(columns, what);
  } catch (const Error& error) {
    CHECK(error.status == Exit::rejected);
    return error.what() + " | "s + error.hint;
  }
  return "accepted";
}

constexpr std::string_view example = R"(
source = "helpdesk"
create-customers = true
dates = "day-first"
date-format = "%d/%b/%y %H:%M"
zone = "Asia/Jerusalem"
format = "csv"
separator = ";"
skip = 2
columns = ["id", " who "]

[customer]
name = "{First name} {Last name}"
fields.vat = "{VAT}"
[loop]
key = "{Ticket ID}"
title = "{Subject}"
kind = { from = "{Type}", values = { "Billing inquiry" = "inquiry", "*" = "other" } }
closed = { from = "{Resolved on}", if = "Status = Closed" }
[[entry]]
if = "Resolution !="
direction = "out"
text = "{Resolution}"
[[entry]]
direction = "note"
text = "{{{Ticket ID}}}"
)";

}  // namespace

TEST_CASE("a rules file sets how the file is read") {
  const Mapping mapping = read_mapping(example, "r.toml", Kind::loop);
  CHECK(mapping.source == "helpdesk");
  CHECK(mapping.create_customers == true);
  CHECK(mapping.dates == DayOrder::day_first);
  CHECK(mapping.date_formats == std::vector<std::string>{"%d/%b/%y %H:%M"});
  CHECK(mapping.zone == "Asia/Jerusalem");
  CHECK(mapping.format == InputFormat::csv);
  CHECK(mapping.separator == ';');
  CHECK(mapping.skip == 2);
  CHECK(mapping.column_names == Values{"id", "who"});
  const Mapping plain = read_mapping("[loop]\ntitle = 'x'\n", "r.toml", Kind::loop);
  CHECK_FALSE(
      (plain.source || plain.create_customers || !plain.date_formats.empty() || plain.zone));
  CHECK_FALSE((plain.format || plain.separator || plain.skip));
  CHECK(plain.dates == DayOrder::unknown);
}

TEST_CASE("a row becomes a draft of each record") {
  const Mapping mapping = read_mapping(example, "r.toml", Kind::loop);
  const Values columns{"Ticket ID", "First name", "Last name",   "VAT",       "Subject",
                       "Type",      "Status",     "Resolved on", "Resolution"};
  CHECK(drafts(mapping, columns,
               {"7", " Dana ", "Example", "51", "Late", "BILLING  inquiry", " closed", "26/3",
                "Sent\r\nanew"}) == Values{"customer 0: name=Dana Example, fields.vat=51",
                                           "loop 0: key=7, title=Late, kind=inquiry, closed=26/3",
                                           "entry 0: direction=out, text=Sent\nanew",
                                           "entry 1: direction=note, text={7}"});
  CHECK(
      drafts(mapping, columns, {"8", "Dana", "", "", "Lost", "Wish", "Open", "26/3"}) ==
      Values{"customer 0: name=Dana, fields.vat=", "loop 0: key=8, title=Lost, kind=other, closed=",
             "entry 1: direction=note, text={8}"});
}

TEST_CASE("records stand in the order of the file, and so do columns") {
  const Mapping mapping = read_mapping(
      "[[entry]]\ntext='{B}'\ndirection='{A}'\n[loop]\ntitle='{C}'\n[[entry]]\ntext='{A}'\n",
      "r.toml", Kind::loop);
  REQUIRE(mapping.records.size() == 3);
  CHECK(mapping.records[1].kind == Kind::loop);
  CHECK(mapping.records[0].kind == Kind::entry);
  CHECK(mapping.records[0].fields[0].field == "text");
  REQUIRE(mapping.columns.size() == 3);
  CHECK(mapping.columns[0].name == "B");
  CHECK(mapping.columns[0].place.line == 2);
  CHECK(mapping.columns[0].place.column == 6);
  CHECK(mapping.columns[2].name == "C");
}

TEST_CASE("a field's value is a text, a table, or the first of several that holds") {
  CHECK(title("'{A} - {B}'", {"a", "b"}) == "a - b");
  CHECK(title("'{{A}} { B }'", {"a", " b "}) == "{A} b");
  CHECK(title("'{A} {B}'", {" \u00A0", "b\r\nc "}) == "b\nc");
  CHECK(title("''", {"a", "b"}).empty());
  CHECK(title("\"\"\"{A}\\\n  é\"\"\"", {"a", "b"}) == "aé");
  CHECK(title("{from = '{A}', default = ' none '}", {" ", "b"}) == "none");
  CHECK(title("{from = '{A}', default = 'no {B}'}", {" ", "b"}) == "no b");
  CHECK(title("{from = '{A}', values = {x = '1'}}", {"X", ""}) == "1");
  CHECK(title("{from = '{A}', values = {x = '1'}}", {"Y", ""}) == "Y");
  CHECK(title("{from = '{A}', values = {x = '1', '*' = '2'}}", {"Y", ""}) == "2");
  CHECK(title("{from = '{A}', values = {x = '1', '*' = '2'}}", {"", ""}).empty());
  CHECK(title("{from = '{A}', values = {'' = '3', '*' = '2'}}", {"", ""}) == "3");
  CHECK(title("{from = '{A}', values = {x = ''}, default = '4'}", {"x", ""}) == "4");
  CHECK(title("{from = '{A}', values = {'שלום' = '5'}}", {"שָׁלוֹם ", ""}) == "5");
  const std::string several = "[{from = '{A}', if = 'B = x'}, {from = 'y', if = 'B !='}, '{A}!']";
  CHECK(title(several, {"a", "X"}) == "a");
  CHECK(title(several, {"a", "z"}) == "y");
  CHECK(title(several, {"a", ""}) == "a!");
  CHECK(title("[{from = '{A}', if = 'B = x'}]", {"a", ""}).empty());
}

TEST_CASE("a condition is split at its first sign") {
  const auto holds = [](const std::string& condition, const Values& values) {
    return title("{from = 'yes', if = " + condition + "}", values) == "yes";
  };
  CHECK(holds("'A = B != C'", {"b != c", ""}));
  CHECK(holds("'A != B = C'", {"b", ""}));
  CHECK_FALSE(holds("'A != B = C'", {"B = C", ""}));
  CHECK(holds("'A ='", {" ", ""}));
  CHECK(holds("'A = '", {" ", ""}));
  CHECK_FALSE(holds("'A ='", {"x", ""}));
  CHECK(holds("'A !='", {"x", ""}));
  CHECK_FALSE(holds("'A !='", {"", ""}));
  CHECK(holds("'A = ='", {"=", ""}));
  CHECK(holds("['A = a', 'B != a']", {"a", "b"}));
  CHECK_FALSE(holds("['A = a', 'B != a']", {"a", "a"}));
  CHECK(refusal("[loop]\ntitle='x'\nif='A=B'\n") ==
        "r.toml:3:4: 'A=B' is not a condition | write \"Column = Value\" or \"Column != Value\", "
        "with spaces around the sign");
  CHECK(refusal("[loop]\ntitle='x'\nif='{A} = B'\n")
            .starts_with("r.toml:3:4: '{A} = B' has its column in braces | "));
  CHECK(refusal("[loop]\ntitle='x'\nif=' = B'\n")
            .starts_with("r.toml:3:4: ' = B' has a column without a name | "));
  CHECK(
      refusal("[loop]\ntitle='x'\nif=['A =', 1]\n").starts_with("r.toml:3:12: 'if' is not a text"));
}

TEST_CASE("a record whose condition fails is none") {
  const Mapping mapping =
      read_mapping("[loop]\nif = 'A = x'\ntitle = '{A}'\n", "r.toml", Kind::loop);
  CHECK(drafts(mapping, {"A"}, {"x"}).size() == 1);
  CHECK(drafts(mapping, {"A"}, {"y"}).empty());
}

TEST_CASE("what is wrong with a rules file is said with its place") {
  CHECK(refusal("[loop\n").starts_with("r.toml:1:6: not TOML: "));
  CHECK(refusal("[loop]\ntitle = '\xff'\n").starts_with("r.toml:2:"));
  CHECK(refusal("[loop]\ntitle = η\n").starts_with("r.toml:2:9: not TOML: "));
  CHECK(refusal_of("sourc = 'x'") == "r.toml:1:1: unknown key 'sourc' | did you mean 'source'?");
  CHECK(refusal_of("[entri]") == "r.toml:1:2: unknown key 'entri' | did you mean 'entry'?");
  CHECK(refusal_of("qqqq = 1").find("known are: source, create-customers, ") != std::string::npos);
  CHECK(refusal_of("source = 'a:b'").starts_with("r.toml:1:10: source 'a:b' has a colon | "));
  CHECK(refusal_of("source = ' '").starts_with("r.toml:1:10: 'source' is empty | "));
  CHECK(refusal_of("source = \"a\\u0000\"").starts_with("r.toml:1:10: 'source' has a NUL | "));
  CHECK(refusal_of("create-customers = 'yes'").starts_with("r.toml:1:20: 'create-customers' is n"));
  CHECK(refusal_of("dates = 'dmy'").starts_with("r.toml:1:9: dates = 'dmy' is not known | "));
  CHECK(refusal_of("date-format = 1").starts_with("r.toml:1:15: 'date-format' is not a text | "));
  CHECK(refusal_of("zone = 'Mars'").starts_with("r.toml:1:8: zone 'Mars' is not known | "));
  CHECK(refusal_of("format = 'xls'").starts_with("r.toml:1:10: format = 'xls' is not known | "));
  for (const auto* separator : {"''", "';;'", "'\"'", "'ש'", "\"\\n\""}) {
    CHECK(refusal_of("separator = "s + separator).starts_with("r.toml:1:13: separator '"));
  }
  CHECK(refusal_of("skip = -1").starts_with("r.toml:1:8: 'skip' is not a number of lines | "));
  CHECK(refusal_of("columns = []").starts_with("r.toml:1:11: 'columns' is not a list of names | "));
  CHECK(refusal_of("columns = ['a', ' a']").starts_with("r.toml:1:17: the column 'a' stands the"));
}

TEST_CASE("what is wrong with a record's table is said with its place") {
  CHECK(refusal("") ==
        "r.toml:1:1: there is no [loop], which is what is imported | add [loop], and "
        "below it what its fields are");
  CHECK(refusal("[loop]\n").starts_with("r.toml:1:1: [loop] has no fields | "));
  CHECK(refusal("loop = 1\n").starts_with("r.toml:1:1: 'loop' is not a table | "));
  CHECK(refusal("[[loop]]\ntitle='x'\n").starts_with("r.toml:1:3: [loop] can't be repeated | "));
  CHECK(refusal("[loop]\ntitel = 'x'\n") ==
        "r.toml:2:1: unknown key 'titel' | did you mean 'title'?");
  CHECK(
      refusal("[loop]\n'fields.vat' = 'x'\n").starts_with("r.toml:2:1: unknown key 'fields.vat'"));
  CHECK(refusal("[customer]\nfields.' ' = 'x'\n").starts_with("r.toml:2:8: ' ' can't be the name"));
  CHECK(refusal("[loop]\ntitle = 1\n").starts_with("r.toml:2:9: 'title' is not a text | "));
  CHECK(refusal("[loop]\ntitle = []\n").starts_with("r.toml:2:9: 'title' is an empty list | "));
  CHECK(
      refusal("[loop]\ntitle = {values = {}}\n").starts_with("r.toml:2:9: 'title' has no 'from'"));
  CHECK(refusal("[loop]\ntitle = {form = 'x'}\n") ==
        "r.toml:2:10: unknown key 'form' | did you mean 'from'?");
  CHECK(
      refusal("[loop]\ntitle = {from='x', values=1}\n").starts_with("r.toml:2:27: 'values' is n"));
  CHECK(refusal("[loop]\ntitle = {from='x', values={A='1', 'a '='2'}}\n")
            .starts_with("r.toml:2:35: 'values' has 'a ' twice | "));
  CHECK(refusal("[loop]\ntitle = {from='x', values={'*'='', ' *'='2'}}\n")
            .starts_with("r.toml:2:36: 'values' has ' *' twice | "));
  CHECK(refusal("[loop]\ntitle = 'a}'\n")
            .starts_with("r.toml:2:9: 'a}' closes a brace that is not open | "));
  for (const auto* open : {"'{'", "'{a'", "'{a{b}'", "'{a {{'"}) {
    CHECK(refusal("[loop]\ntitle = "s + open).find(" has a brace that is not closed | ") !=
          std::string::npos);
  }
  CHECK(refusal("[loop]\ntitle = '{ }'\n")
            .starts_with("r.toml:2:9: '{ }' has a column without a name | "));
}

TEST_CASE("what is imported decides which tables may stand in the rules") {
  const auto allowed = [](const std::string& table, const std::string& field, Kind what) {
    const std::string own = std::string(name_of(what));
    const std::string fields = what == Kind::customer ? "name='x'" : "key='x'";
    std::string toml = own + " = {" + fields + "}\n";
    if (table != own) toml += table + " = {" + field + "='x'}\n";
    const std::string refused = refusal(toml, what);
    if (refused != "accepted") {
      CHECK(
          refused.starts_with("r.toml:2:1: [" + table + "] has no place beside [" + own + "] | "));
    }
    return refused == "accepted";
  };
  const auto all_allowed = [&](Kind what) {
    return std::vector<bool>{allowed("customer", "name", what), allowed("loop", "title", what),
                             allowed("entry", "text", what), allowed("promise", "text", what)};
  };
  CHECK(all_allowed(Kind::customer) == std::vector<bool>{true, false, false, false});
  CHECK(all_allowed(Kind::loop) == std::vector<bool>{true, true, true, true});
  CHECK(all_allowed(Kind::entry) == std::vector<bool>{true, true, true, false});
  CHECK(all_allowed(Kind::promise) == std::vector<bool>{true, true, false, true});
}

TEST_CASE("columns that are named as fields need no rules") {
  const Values columns{"key",        "customer.name",  "title", "customer.fields.vat",
                       "entry.text", "entry.direction"};
  const Mapping mapping = mapping_of_columns(columns, Kind::loop);
  CHECK(drafts(mapping, columns, {"7", "Dana", " Late ", "", "Hi", "in"}) ==
        Values{"loop 0: key=7, title=Late",
               "customer 0: name=Dana, fields.vat=", "entry 0: text=Hi, direction=in"});
  CHECK(drafts(mapping, columns, {"", "", "", " "}) == Values{"loop 0: key=, title="});
  CHECK(drafts(mapping_of_columns({"fields.a.b"}, Kind::customer), {"fields.a.b"}, {"1"}) ==
        Values{"customer 0: fields.a.b=1"});
  CHECK(refusal_of_columns({"title", "titel"}, Kind::loop) ==
        "the column 'titel' is no field | did you mean 'title'?");
  CHECK(refusal_of_columns({"loop.titel"}, Kind::promise).ends_with("did you mean 'loop.title'?"));
  CHECK(
      refusal_of_columns({"fields.vat"}, Kind::loop).starts_with("the column 'fields.vat' is no"));
  for (const auto* name : {"loop.title", "customer.", "customer.fields.", "loop", "entry"}) {
    CAPTURE(name);
    CHECK(refusal_of_columns({name}, Kind::loop) != "accepted");
  }
  CHECK(refusal_of_columns({"promise.text"}, Kind::entry) != "accepted");
  CHECK(refusal_of_columns({"Whatever"}, Kind::entry).find("known are: key, ") !=
        std::string::npos);
}

TEST_CASE("columns are found when they are there, and are empty before") {
  const Mapping mapping = read_mapping("[loop]\ntitle = '{A}{B}'\n", "r.toml", Kind::loop);
  Mapper mapper(mapping);
  CHECK(shown(mapper.drafts({1, {"a"}, {}, ""}).front()) == "loop 0: title=");
  mapper.bind({"B"});
  REQUIRE(mapper.missing().size() == 1);
  CHECK(mapper.missing().front().name == "A");
  CHECK(mapper.missing().front().place.line == 2);
  CHECK(shown(mapper.drafts({1, {"b"}, {}, ""}).front()) == "loop 0: title=b");
  mapper.bind({"B", "A"});
  CHECK(mapper.missing().empty());
  CHECK(shown(mapper.drafts({1, {"b", "a"}, {}, ""}).front()) == "loop 0: title=ab");
  CHECK(shown(mapper.drafts({1, {"b"}, {}, ""}).front()) == "loop 0: title=b");
}
