#include "kept/input.hpp"

#include <doctest/doctest.h>
#include <fstream>
#include <rapidcheck.h>

#include "kept/render.hpp"
#include "rows_fixture.hpp"
#include "store_fixture.hpp"

using namespace kept;
using test::whole_file;
using test::WholeFile;
using namespace std::string_literals;

namespace {

using Values = std::vector<std::string>;

const InputStyle tsv{InputFormat::tsv, {}, {}, 0};
const InputStyle jsonl{InputFormat::jsonl, {}, {}, 0};

/// The values of each row without a problem, the problems of the others.
std::vector<Values> values_of(const WholeFile& file) {
  std::vector<Values> all;
  for (const InputRow& row : file.rows) {
    all.push_back(row.problem.empty() ? row.values : Values{"! " + row.problem});
  }
  return all;
}

/// The problem of a file's only row.
std::string problem_of(std::string_view bytes, const InputStyle& style = {}) {
  const WholeFile file = whole_file(bytes, style);
  if (!file.error.empty()) return file.error;
  return file.rows.size() == 1 ? file.rows.front().problem : "not one row";
}

std::vector<std::size_t> lines_of(std::string_view bytes, const InputStyle& style = {}) {
  std::vector<std::size_t> lines;
  for (const InputRow& row : whole_file(bytes, style).rows) lines.push_back(row.line);
  return lines;
}

/// Values that try what can go wrong between fields, rows, quotes and pieces.
rc::Gen<std::string> awkward_text() {
  const auto part = rc::gen::element<std::string>("", ",", ";", "\t", "\"", "\"\"", "\n", "\r",
                                                  "\r\n", "\\", "\\n", " ", "a", "'=1", "{", "}",
                                                  "שָׁלוֹם", "👍", "\u00A0", "\uFEFF");
  return rc::gen::map(rc::gen::container<Values>(part), [](const Values& parts) {
    std::string text;
    for (const std::string& one : parts) text += one;
    return text;
  });
}

Report report_of(const std::vector<Values>& rows) {
  Section section{
      "things", "", Section::Layout::table, {{"id", ""}, {"text", ""}, {"more", ""}}, {}};
  for (const Values& row : rows)
    section.rows.push_back({{Text{row[0]}, Text{row[1]}, Text{row[2]}}});
  return {"things", "", {section}};
}

bool reads_back(Format format, const InputStyle& style) {
  return rc::check("what was written is read back", [&] {
    const auto rows =
        *rc::gen::container<std::vector<Values>>(rc::gen::container<Values>(3, awkward_text()));
    const std::string written = render(report_of(rows), format, {Zone::utc()});
    const WholeFile file = whole_file(written, style, *rc::gen::inRange<std::size_t>(1, 200));
    RC_ASSERT(values_of(file) == rows);
    RC_ASSERT((rows.empty() || file.columns == Values{"id", "text", "more"}));
    RC_ASSERT(file.bytes == written.size());
  });
}

bool is_the_same_in_pieces(const InputStyle& style, const rc::Gen<std::string>& part) {
  return rc::check("pieces of any size give the same rows", [&] {
    std::string bytes = *rc::gen::element<std::string>("", "\xEF\xBB\xBF", "a,b\n", "a;b\r\n");
    for (const std::string& one : *rc::gen::container<Values>(part)) bytes += one;
    const WholeFile whole = whole_file(bytes, style);
    for (std::size_t size = 1; size <= bytes.size(); ++size) {
      RC_ASSERT(whole == whole_file(bytes, style, size));
    }
  });
}

}  // namespace

TEST_CASE("the name of a file tells its format") {
  CHECK(format_of_name("a.csv") == InputFormat::csv);
  CHECK(format_of_name("A.B.CSV") == InputFormat::csv);
  CHECK(format_of_name("a.tsv") == InputFormat::tsv);
  CHECK(format_of_name("a.Tab") == InputFormat::tsv);
  CHECK(format_of_name("a.jsonl") == InputFormat::jsonl);
  CHECK(format_of_name("a.ndjson") == InputFormat::jsonl);
  CHECK_FALSE(format_of_name("csv"));
  CHECK_FALSE(format_of_name("a.csv.gz"));
  CHECK_FALSE(format_of_name(""));
}

TEST_CASE("a file is read piece by piece") {
  const test::Folder folder;
  const auto path = folder.path / "a.csv";
  const std::string row = "שלום,\"a\nb\"\n";
  std::string bytes = "x,y\n";
  while (bytes.size() < 300'000) bytes += row;
  std::ofstream(path) << bytes;
  const Pieces pieces = pieces_of(path);
  std::string read;
  for (auto piece = pieces(); !piece.empty(); piece = pieces()) {
    CHECK(piece.size() <= 100'000);
    read += piece;
  }
  CHECK(read == bytes);
  CHECK(pieces().empty());
  CHECK_THROWS_WITH_AS(pieces_of(folder.path), doctest::Contains("can't read the file"), Error);
  CHECK_THROWS_WITH_AS(pieces_of(folder.path / "none"), doctest::Contains("none"), Error);
}

TEST_CASE("csv is read as RFC 4180 says, with any newlines") {
  const std::vector<Values> rows{{"1", "a, \"b\"\r\nc"}, {"2", ""}};
  CHECK(values_of(whole_file("id,text\n1,\"a, \"\"b\"\"\r\nc\"\n2,\n")) == rows);
  CHECK(values_of(whole_file("id,text\r\n1,\"a, \"\"b\"\"\r\nc\"\r\n2,\"\"")) == rows);
  CHECK(values_of(whole_file("\xEF\xBB\xBFid,text\r1,\"a, \"\"b\"\"\r\nc\"\r2,")) == rows);
  CHECK(whole_file("\xEF\xBB\xBF id , \"text\"\n").columns == Values{"id", "\"text\""});
  CHECK(values_of(whole_file("a,b\n\n\r\n1,2\n\n")) == std::vector<Values>{{"1", "2"}});
  CHECK(values_of(whole_file("a\n\"\"\n x \n5\" disk\n")) ==
        std::vector<Values>{{""}, {" x "}, {"5\" disk"}});
  CHECK(whole_file("a,b\n").rows.empty());
  CHECK(whole_file("a,b").columns == Values{"a", "b"});
}

TEST_CASE("a semicolon or a tab separates where the header has no comma") {
  CHECK(whole_file("a;b\n1;2,5\n").columns == Values{"a", "b"});
  CHECK(whole_file("a\tb\n").columns == Values{"a", "b"});
  CHECK(whole_file("a\tb;c\n").columns == Values{"a", "b;c"});
  CHECK(whole_file("a;b\tc\n").columns == Values{"a", "b\tc"});
  CHECK(whole_file("a;b,c\n").columns == Values{"a;b", "c"});
  CHECK(whole_file("\n\"x, \"\"\"\"y\n,\";b\n1;2\n").columns == Values{"x, \"\"y\n,", "b"});
  CHECK(whole_file("a\n1;2\n").columns == Values{"a"});
  CHECK(whole_file("a|b,c\n", {InputFormat::csv, '|', {}, 0}).columns == Values{"a", "b,c"});
}

TEST_CASE("lines before the header are skipped, and columns can be named") {
  const InputStyle named{InputFormat::csv, {}, {"x", " y "}, 1};
  const WholeFile file = whole_file("made by \"a tool\r\n1;2\r\n3;4;5", named);
  CHECK(file.columns == Values{"x", "y"});
  CHECK(values_of(file) == std::vector<Values>{{"1", "2"}, {"! row has 3 fields, 'columns' 2"}});
  CHECK(file.rows.back().line == 3);
  CHECK(whole_file("\xEF\xBB\xBF\r\rx,y\n", {InputFormat::csv, {}, {}, 2}).columns ==
        Values{"x", "y"});
  CHECK(whole_file("", {InputFormat::csv, {}, {"x"}, 0}).rows.empty());
  CHECK(problem_of("a\nb\n", {InputFormat::csv, {}, {}, 9}) == "3: the file ends before a header");
  CHECK(lines_of("\n{}\n{}\n", {InputFormat::jsonl, {}, {}, 2}) == std::vector<std::size_t>{3});
}

TEST_CASE("rows know the line on which they begin") {
  CHECK(lines_of("a,b\n1,\"\n\r\n\r\"\n\n2,3\r\n4,\"5\r\"\r6,7") ==
        std::vector<std::size_t>{2, 7, 8, 10});
  CHECK(lines_of("a,b\n1\n\"2\"x,\"\n\"\n3,4\n") == std::vector<std::size_t>{2, 3, 5});
  CHECK(lines_of("a\n\n1\n2\n", tsv) == std::vector<std::size_t>{3, 4});
  CHECK(lines_of("{}\n \n\r\n{\n{}", jsonl) == std::vector<std::size_t>{1, 4, 5});
}

TEST_CASE("a row of csv that can't be used says why, and the next is read") {
  CHECK(problem_of("a,b,c,d,e\n1,2,3\n") == "row has 3 fields, the header 5");
  CHECK(problem_of("a,b\n1,2,3\n") == "row has 3 fields, the header 2");
  CHECK(problem_of("a,b\n1") == "row has 1 field, the header 2, and the file ends there");
  CHECK(problem_of("a,b\n1,\"2\" ") == "column 'b' goes on after its closing quotes");
  CHECK(problem_of("a,b\n1,\"\"2\"\n") == "column 'b' goes on after its closing quotes");
  CHECK(problem_of("a,b\n1,\xff\n") == "column 'b' is not UTF-8");
  CHECK(problem_of("a,b\n1,2,\xff\n") == "column 3 is not UTF-8");
  CHECK(problem_of("a,b\n1,x\0y\n"s) == "column 'b' has a NUL byte");
  CHECK(values_of(whole_file("a,b\n\"1\"x,2\n\xff,2\n1\n1,2\n")) ==
        std::vector<Values>{{"! column 'a' goes on after its closing quotes"},
                            {"! column 'a' is not UTF-8"},
                            {"! row has 1 field, the header 2"},
                            {"1", "2"}});
}

TEST_CASE("quotes that are never closed are the last row") {
  const WholeFile file = whole_file("a,b\n1,2\n3,\n4,\"5\n6,\"\"7\n8,9\n");
  REQUIRE(file.rows.size() == 3);
  CHECK(file.rows.back().line == 4);
  CHECK(file.rows.back().problem ==
        "column 'b' begins with quotes on line 4 that are never closed");
  CHECK(problem_of("a,b\n\"1\n\n\",\"2") ==
        "column 'b' begins with quotes on line 4 that are never closed");
  CHECK(problem_of("a,\"b\nc") == "1: column 2 begins with quotes on line 1 that are never closed");
}

TEST_CASE("a header that can't be used is an error with its line") {
  CHECK(problem_of("") == "1: the file is empty");
  CHECK(problem_of("\xEF\xBB\xBF\n\n") == "3: the file ends before a header");
  CHECK(problem_of("\na,due, due \n1,2,3\n") == "2: the column 'due' stands there twice");
  CHECK(problem_of("a,b, \n") == "1: column 3 has no name");
  CHECK(problem_of("a,\xff\n") == "1: column 2 is not UTF-8");
  CHECK(problem_of(std::string(1'000'000, '\0')) == "1: column 1 has a NUL byte");
  CHECK(problem_of("\xFF\xFE"
                   "a\0"s) == "1: the file is UTF-16");
  CHECK(problem_of("\xFE\xFF\0a"s, jsonl) == "1: the file is UTF-16");
  CHECK(problem_of("a\0,\0b\0"s) == "1: the file is UTF-16");
  CHECK(problem_of("\0{\0}"s, jsonl) == "1: the file is UTF-16");
  std::string wide;
  for (std::size_t i = 0; i <= most_columns; ++i) wide += "c" + std::to_string(i) + ",";
  CHECK(problem_of(wide + "\n") == "1: the header has more than 4096 fields");
  CHECK(problem_of("a,b\n" + wide + "\n") == "row has 4098 fields, the header 2");
}

TEST_CASE("a row over the limit is refused without being kept") {
  const std::string huge(64 * 1024 * 1024, 'x');
  for (const auto* begin : {"a,b\n1,", "a,b\n1,\""}) {
    const WholeFile file = whole_file(begin + huge + "\",\n2,3\n", {}, 65536);
    REQUIRE(file.rows.size() == 1);
    CHECK(file.rows[0].problem == "row is longer than 16 MiB");
    CHECK(file.rows[0].values.back().size() <= longest_row);
    CHECK(file.bytes <= longest_row + 2 * 65536);
  }
  CHECK(problem_of(huge) == "1: row is longer than 16 MiB");
  CHECK(problem_of("{\"a\":\"" + huge + "\"}\n{}\n", jsonl) == "row is longer than 16 MiB");
  const std::string largest(longest_row, 'x');
  CHECK(problem_of("a\n" + largest + "\n").empty());
  CHECK(problem_of("a\n" + largest + "x\n") == "row is longer than 16 MiB");
  CHECK(problem_of("a\n" + largest + "\\\\\n", tsv) == "row is longer than 16 MiB");
}

TEST_CASE("the apostrophe before a formula is taken off where the file is a spreadsheet's") {
  const std::string rows = "a,b\n'=1+1,'+972\n\"'-1\",''=1\n'tis,'\n";
  CHECK(values_of(whole_file("\xEF\xBB\xBF" + rows)) ==
        std::vector<Values>{{"=1+1", "+972"}, {"-1", "'=1"}, {"'tis", "'"}});
  CHECK(values_of(whole_file(rows)) ==
        std::vector<Values>{{"'=1+1", "'+972"}, {"'-1", "''=1"}, {"'tis", "'"}});
}

TEST_CASE("tsv has backslashes and no quotes") {
  const std::string rows = "a\tb\r\n\\tx\\n\\r\\\\\t\"\n\\x\t\"a\\\n";
  CHECK(values_of(whole_file(rows, tsv)) ==
        std::vector<Values>{{"\tx\n\r\\", "\""}, {"\\x", "\"a\\"}});
  CHECK(values_of(whole_file("a\tb\n1\t2\\", tsv)) == std::vector<Values>{{"1", "2\\"}});
  CHECK(problem_of("a\tb\n1\n", tsv) == "row has 1 field, the header 2");
}

TEST_CASE("json lines find their columns as they come") {
  const WholeFile file = whole_file(
      "{\"format\":1,\"a\":\"\\u05d0\\n\",\"b\":-0}\n\n"
      "{\"c\":1e5,\"a\":null, \" d \": true, \"format\": \"pdf\"}\r\n{}\n"
      "{\"b\":12345678901234567890123,\"e\":[1, \"x\\\"\", {\"y\":[], \"z\":null}, 1.50, false]}",
      jsonl);
  CHECK(file.columns == Values{"a", "b", "c", "d", "format", "e"});
  CHECK(values_of(file) == std::vector<Values>{{"א\n", "-0"},
                                               {"", "", "1e5", "true", "pdf"},
                                               {"", "", "", "", ""},
                                               {"", "12345678901234567890123", "", "", "",
                                                R"([1,"x\"",{"y":[],"z":null},1.50,false])"}});
}

TEST_CASE("a line that is no object says why") {
  CHECK(problem_of("[1]", jsonl) == "row is no JSON object");
  CHECK(problem_of("\"a\"", jsonl) == "row is no JSON object");
  CHECK(problem_of("nul", jsonl) == "row ends in the middle of its JSON");
  CHECK(problem_of("{\"a\":1,\"a\":2}", jsonl) == "row has the name 'a' twice");
  CHECK(problem_of("{\"a\":1,\" a\":2}", jsonl) == "row has the name 'a' twice");
  CHECK(problem_of("{\"format\":1,\"format\":1}", jsonl) == "row has the name 'format' twice");
  CHECK(problem_of("{\"a\":1}{}", jsonl) == "row goes on after its object");
  CHECK(problem_of("{\"a\":1} \xff", jsonl) == "row is not UTF-8");
  CHECK(problem_of("{\"a\":[1,", jsonl) == "row ends in the middle of its JSON");
  CHECK(problem_of("{\"a\":tru}", jsonl) == "row is not JSON at byte 9");
  CHECK(problem_of("{\"a\":\"\xff\"}", jsonl) == "column 'a' is not UTF-8");
  CHECK(problem_of("{\"\xff\":1}", jsonl) == "row is not UTF-8");
  CHECK(problem_of("{\"a\":\"\\u0000\"}", jsonl) == "column 'a' has a NUL");
  CHECK(problem_of("{\"\\u0000\":1}", jsonl) == "row has a name with a NUL");
  CHECK(problem_of("{\"a\":1}\0{}"s, jsonl) == "row has a NUL byte");
  CHECK(problem_of("{\" \":1}", jsonl) == "row has a value without a name");
  CHECK(problem_of("{\"a\":1e999}", jsonl).starts_with("row is not JSON at byte"));
  CHECK(problem_of("{\"a\":" + std::string(63, '[') + std::string(63, ']') + "}", jsonl).empty());
  CHECK(problem_of("{\"a\":" + std::string(100'000, '['), jsonl) ==
        "row is nested more than 64 deep");
  std::string wide = "{\"c0\":1";
  for (std::size_t i = 1; i <= most_columns; ++i) wide += ",\"c" + std::to_string(i) + "\":1";
  CHECK(problem_of(wide + "}", jsonl) == "row has more than 4096 names");
}

TEST_CASE("a json row with a problem leaves no columns behind") {
  const WholeFile file = whole_file(
      "{\"a\":1}\n{\"b\":1,\"\":2}\n{\"c\":1,\"c\":2}\n{\"d\":3,\"b\":4}\n{\"format\":2}\n", jsonl);
  CHECK(file.columns == Values{"a", "d", "b", "format"});
  REQUIRE(file.rows.size() == 5);
  CHECK(file.rows[1].values.size() == 1);
  CHECK(file.rows[3].values == Values{"", "3", "4"});
  CHECK(file.rows[4].values == Values{"", "", "", "2"});
  CHECK(whole_file("", jsonl).rows.empty());
}

TEST_CASE("json texts, an object and objects inside a field") {
  CHECK(read_json_texts(R"(["a", 1.0, "\u05d0"])") == Values{"a", "1.0", "א"});
  CHECK(read_json_texts("[]") == Values{});
  for (const auto* other : {"", "1", "{}", "[null]", "[true]", "[[]]", "[\"\\u0000\"]", "[1,]",
                            "[] []", "{\"a\":[]}"}) {
    CAPTURE(other);
    CHECK_FALSE(read_json_texts(other));
  }
  CHECK(read_json_object(R"({"b":1,"a":[2, 3],"format":1,"n":null})") ==
        NamedValues{{"b", "1"}, {"a", "[2,3]"}, {"format", "1"}, {"n", ""}});
  for (const auto* other : {"", "[]", "{\"a\":1,\"a\":1}", "{\"a\":\"\\u0000\"}", "{}x"}) {
    CAPTURE(other);
    CHECK_FALSE(read_json_object(other));
  }
  CHECK(read_json_objects(R"([{"a":1},{},{"a":{"b":"c"}}])") ==
        std::vector<NamedValues>{{{"a", "1"}}, {}, {{"a", R"({"b":"c"})"}}});
  CHECK(read_json_objects("[]") == std::vector<NamedValues>{});
  for (const auto* other : {"{}", "[1]", "[{},1]", "[[{}]]", "[{\"a\":1,\"a\":1}]"}) {
    CAPTURE(other);
    CHECK_FALSE(read_json_objects(other));
  }
}

TEST_CASE("what kept writes it reads back") {
  CHECK(reads_back(Format::csv, {}));
  CHECK(reads_back(Format::tsv, tsv));
  CHECK(reads_back(Format::jsonl, jsonl));
}

TEST_CASE("where a file is split into pieces makes no difference") {
  const auto csv_part =
      rc::gen::element<std::string>(",", ";", "\t", "\"", "\"\"", "\n", "\r", "\r\n", "\\", "a",
                                    "b", "'=", "ש", "👍", "\xff", "\0"s, "\xEF\xBB\xBF");
  CHECK(is_the_same_in_pieces({}, csv_part));
  CHECK(is_the_same_in_pieces({InputFormat::csv, ';', {"x", "y"}, 1}, csv_part));
  CHECK(is_the_same_in_pieces(tsv, csv_part));
  const auto json_part = rc::gen::element<std::string>(
      "{", "}", "[", "]", ":", ",", "\"a\"", "\"ש\"", "1", "-0.50", "null", "true", "\n", "\r\n",
      "\r", "{\"a\":1}\n", "{\"b\":[1,{}],\"a\":\"x\"}\n", "\xff", "\0"s);
  CHECK(is_the_same_in_pieces(jsonl, json_part));
}

TEST_CASE("the bytes of a row, behind those before the first one, are that row again") {
  const auto part = rc::gen::element<std::string>(",", ";", "\"", "\"\"", "\n", "\r", "\r\n", "a",
                                                  "'=", "ש", "\xff", "\0"s, "x,y\n", "1,2\r\n");
  const auto comes_back = [&part](InputStyle style, const std::string& begin) {
    style.keep_raw = true;
    return rc::check("a row comes back", [&, style] {
      std::string bytes = begin;
      for (const std::string& each : *rc::gen::container<std::vector<std::string>>(part)) {
        bytes += each;
      }
      const auto reader = read_rows(test::in_pieces(bytes, 5), style);
      std::vector<InputRow> rows;
      for (InputRow row; reader->next(row);) rows.push_back(row);
      // What the end of the file cuts off is another matter.
      for (std::size_t i = 0; i + 1 < rows.size(); ++i) {
        const WholeFile again = whole_file(std::string(reader->head()) + rows[i].raw, style);
        RC_ASSERT(again.rows.size() == 1);
        RC_ASSERT(again.rows[0].values == rows[i].values);
        RC_ASSERT(again.rows[0].problem == rows[i].problem);
      }
    });
  };
  CHECK(comes_back({}, "x,y\n"));
  CHECK(comes_back({}, "\xEF\xBB\xBFx,y\r\n"));
  CHECK(comes_back({InputFormat::csv, ';', {"x", "y"}, 2}, "\"\n\n"));
  CHECK(comes_back({InputFormat::tsv}, "x\ty\n"));
}

TEST_CASE("what a row makes no sense of is still there to be kept") {
  InputStyle style;
  style.keep_raw = true;
  const std::string line = "1," + std::string(longest_row, 'x') + "\n2,y\n";
  const auto reader = read_rows(test::in_pieces("a,b\n" + line, 1000), style);
  InputRow row;
  CHECK(reader->next(row));
  CHECK(row.problem == "row is longer than 16 MiB");
  CHECK_FALSE(reader->next(row));
  std::string all = row.raw;
  for (std::string_view piece; !(piece = reader->unread()).empty();) all += piece;
  CHECK(all == line);
}
