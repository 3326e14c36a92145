#include "commands/batch_lines.hpp"

#include <doctest/doctest.h>
#include <map>
#include <rapidcheck.h>
#include <string>
#include <vector>

#include "kept/shell.hpp"
#include "kept/text.hpp"

namespace {

using namespace kept;
using Words = std::vector<std::string>;

std::string meaning(const std::string& name) {
  static const std::map<std::string, std::string> names{{"dana", "C3"}, {"_p1", "P12"}};
  const auto found = names.find(name);
  if (found == names.end()) throw Error(Exit::not_found, "no " + name);
  return found->second;
}

std::vector<BatchLine> lines_of(std::string_view content) {
  BatchLines lines(content, meaning);
  std::vector<BatchLine> all;
  for (BatchLine line; lines.next(line);) all.push_back(line);
  return all;
}

/// The words of the only line, which has no problem.
Words words_of(std::string_view content) {
  const auto lines = lines_of(content);
  REQUIRE(lines.size() == 1);
  CAPTURE(content);
  if (lines[0].problem) FAIL(lines[0].problem->what());
  return lines[0].words;
}

std::string problem_of(std::string_view content) {
  const auto lines = lines_of(content);
  REQUIRE_FALSE(lines.empty());
  return lines[0].problem ? lines[0].problem->what() : "";
}

}  // namespace

TEST_CASE("words of a batch are parted and quoted as in sh") {
  CHECK(words_of("log dana x -o") == Words{"log", "dana", "x", "-o"});
  CHECK(words_of("  log\t 'a  b'  \"c d\" ") == Words{"log", "a  b", "c d"});
  CHECK(words_of("a'b'\"c\"d") == Words{"abcd"});
  CHECK(words_of("log '' \"\"") == Words{"log", "", ""});
  CHECK(words_of(R"(a\ b \'c\' \$5 \# \\)") == Words{"a b", "'c'", "$5", "#", "\\"});
  CHECK(words_of(R"("a\"b\\c\$d\`e\n")") == Words{"a\"b\\c$d`e\\n"});
  CHECK(words_of(R"('a\b"c$d`e;')") == Words{"a\\b\"c$d`e;"});
  CHECK(words_of("--field=size=12 * ? [a] ~ ! {x} %") ==
        Words{"--field=size=12", "*", "?", "[a]", "~", "!", "{x}", "%"});
  CHECK(words_of("log 'לוגו כחול'") == Words{"log", "לוגו כחול"});
}

TEST_CASE("lines of a batch end where no quote and no backslash goes on") {
  const auto lines = lines_of("# first\n\na 'two\nlines' \\\n b # c\n  # d\nc\n");
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].line == 3);
  CHECK(lines[0].words == Words{"a", "two\nlines", "b"});
  CHECK(lines[1].line == 7);
  CHECK(lines[1].words == Words{"c"});
  CHECK(words_of("lo\\\ng \"a\\\nb\"") == Words{"log", "ab"});
  CHECK(words_of("log a#b \\") == Words{"log", "a#b"});
  CHECK(lines_of("").empty());
  CHECK(lines_of(" \n\t\n#\\\n \\\n").empty());
  CHECK(lines_of("# it's\nlog x\n")[0].words == Words{"log", "x"});
}

TEST_CASE("a batch from Windows has the same words") {
  const auto lines = lines_of("\xEF\xBB\xBFlog a\r\nlog 'b\r\nc' \\\r\n d # e\r\n\r\nlog f");
  REQUIRE(lines.size() == 3);
  CHECK(lines[0].words == Words{"log", "a"});
  CHECK(lines[1].words == Words{"log", "b\nc", "d"});
  CHECK(lines[2].words == Words{"log", "f"});
  CHECK(lines[2].line == 6);
  CHECK(words_of("log a\rb") == Words{"log", "a\rb"});
  CHECK(words_of("\"a\\\rb\"") == Words{"a\\\rb"});
}

TEST_CASE("names of a batch stand for what was recorded") {
  CHECK(words_of("$dana ${dana} x$dana.2 \"to $dana, ${_p1}s\"") ==
        Words{"C3", "C3", "xC3.2", "to C3, P12s"});
  CHECK(words_of("'$dana' \\$dana \"\\$dana\"") == Words{"$dana", "$dana", "$dana"});
  CHECK(words_of("5$ \"5$\" \"5 $ x\" $'a'") == Words{"5$", "5$", "5 $ x", "$a"});
  CHECK(problem_of("log $nobody") == "no nobody");
  CHECK(problem_of("log \"for $5\"") == "'$5' is no name of a record");
  CHECK(problem_of("log \"for $50.10\"") == "'$50' is no name of a record");
  CHECK(problem_of("log ${dana") == "'${dana' is no name of a record");
  CHECK(problem_of("log ${}") == "'${}' is no name of a record");
  CHECK(problem_of("log $(date)") == "'$' is no name of a record");
  CHECK(problem_of("log $") == "");
}

TEST_CASE("what only a shell could do is a problem of its line alone") {
  for (const char* line : {"a; b", "a | b", "a > b", "a < b", "a & b", "(a)", "`a`", "\"`a`\""}) {
    CAPTURE(line);
    CHECK(problem_of(line).ends_with("has no meaning in a batch"));
    CHECK(lines_of(std::string(line) + "\nc")[1].words == Words{"c"});
  }
  CHECK(problem_of("a\nb 'c\nd").empty());
  CHECK(lines_of("a\nb 'c\nd")[1].problem->what() ==
        std::string("the quote that begins on line 2 is not closed"));
  CHECK(problem_of("a \\\n\"b") == "the quote that begins on line 2 is not closed");
  CHECK(problem_of("a caf\xe9") == "'caf\\xe9' is not UTF-8");
  CHECK(problem_of(std::string_view("a b\0c", 5)) == "it holds a NUL byte: it is not a text");
  CHECK(problem_of("# caf\xe9\na").empty());
}

TEST_CASE("words that were quoted for a shell are the same words in a batch") {
  rc::check([](const std::vector<std::string>& drawn) {
    Words words{"log"};
    for (const std::string& each : drawn) {
      std::string word = repaired(each);
      std::erase_if(word, [](char c) { return c == '\0' || c == '\r'; });  // CRLF is read as LF
      words.push_back(std::move(word));
    }
    for (const char quote : {'\'', '"'}) {
      std::string line;
      for (const std::string& word : words) line += quote + shell_quoted(word, quote) + quote + ' ';
      RC_ASSERT(words_of(line) == words);
    }
  });
}
