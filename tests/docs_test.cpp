#include "kept/docs.hpp"

#include <algorithm>
#include <cstdlib>
#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "kept/cli.hpp"
#include "kept/command.hpp"
#include "kept/shell.hpp"
#include "kept/text.hpp"

namespace fs = std::filesystem;
using namespace kept;

namespace {

const fs::path source = KEPT_SOURCE_DIR;

/// The files that are written from the tree of commands, by their path in the source.
std::map<std::string, std::string> generated_files() {
  std::map<std::string, std::string> files;
  for (const ManualPage& page : manual_pages()) files["man/" + page.file()] = page.text;
  for (const Shell shell : {Shell::bash, Shell::zsh, Shell::fish}) {
    files["completions/" + std::string(completion_file(shell))] = completion_script(shell);
  }
  return files;
}

std::string content_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

void rewrite(const std::map<std::string, std::string>& files) {
  for (const char* folder : {"man", "completions"}) {
    fs::remove_all(source / folder);
    fs::create_directory(source / folder);
  }
  for (const auto& [path, text] : files) {
    std::ofstream(source / path, std::ios::binary) << text;
  }
}

std::string page(const std::string& file) {
  for (const ManualPage& each : manual_pages()) {
    if (each.file() == file) return each.text;
  }
  return {};
}

std::vector<std::string> values(const std::string& line) {
  std::vector<std::string> all;
  for (const ShellWord& word : shell_words(line)) all.push_back(word.value);
  return all;
}

}  // namespace

TEST_CASE("the committed man and completions are what kept prints") {
  const auto files = generated_files();
  if (std::getenv("KEPT_REWRITE") != nullptr) rewrite(files);
  INFO("write them again: KEPT_REWRITE=1 build/dev/tests/tests -tc='*man and completions*'");
  for (const auto& file : files) {
    CAPTURE(file.first);
    CHECK(content_of(source / file.first) == file.second);
  }
  for (const char* folder : {"man", "completions"}) {
    for (const auto& file : fs::directory_iterator(source / folder)) {
      CAPTURE(file.path().string());
      CHECK(files.contains(std::string(folder) + "/" + file.path().filename().string()));
    }
  }
}

TEST_CASE("every command has a page that says all that its help says") {
  for (const Command* command : commands()) {
    const std::string text = page("kept-" + std::string(command->name) + ".1");
    CAPTURE(command->name);
    REQUIRE_FALSE(text.empty());
    Arguments arguments;
    const Run owner = command->declare(arguments);
    for (const Parameter& parameter : arguments.all()) {
      std::string name = parameter.names.back();
      for (std::size_t at = 0; (at = name.find('-', at)) != std::string::npos; at += 2) {
        name.insert(at, "\\");
      }
      if (name.starts_with("\\-")) name.erase(0, 2);
      CAPTURE(name);
      CHECK((text.find("Fl " + name) != std::string::npos ||
             text.find("Ar " + name) != std::string::npos));
    }
  }
}

TEST_CASE("no line of a page is longer than 80 columns or ends in a blank") {
  for (const ManualPage& each : manual_pages()) {
    std::istringstream lines(each.text);
    for (std::string line; std::getline(lines, line);) {
      CAPTURE(each.file());
      CAPTURE(line);
      CHECK_FALSE(line.ends_with(' '));
      // Macros and examples can't be broken, and an escape is shown as one column.
      const bool is_text = !line.starts_with('.') && line.find('\\') == std::string::npos;
      if (is_text) CHECK(display_width(line) <= 80);
    }
  }
}

TEST_CASE("kept(1) tells every exit status and every group") {
  // As error.hpp declares them: `done = 0,`.
  std::size_t declared = 0;
  std::istringstream lines(content_of(source / "include/kept/error.hpp"));
  for (std::string line; std::getline(lines, line);) {
    const std::size_t equals = line.find(" = ");
    if (equals == std::string::npos || line.find("///<") == std::string::npos) continue;
    const int status = std::stoi(line.substr(equals + 3));
    CAPTURE(status);
    ++declared;
    CHECK(std::any_of(
        exit_meanings.begin(), exit_meanings.end(),
        [status](const ExitMeaning& each) { return static_cast<int>(each.status) == status; }));
  }
  CHECK(declared == exit_meanings.size());
  const std::string text = page("kept.1");
  for (const ExitMeaning& each : exit_meanings) {
    CHECK(text.find(".It " + std::to_string(static_cast<int>(each.status)) + "\n") !=
          std::string::npos);
  }
  for (const std::string_view title : group_titles()) {
    CHECK(text.find(".Ss " + std::string(title)) != std::string::npos);
  }
}

TEST_CASE("a command line is split as bash splits it") {
  using Words = std::vector<std::string>;
  CHECK(values("") == Words{""});
  CHECK(values("kept promise da") == Words{"kept", "promise", "da"});
  CHECK(values("kept  promise ") == Words{"kept", "promise", ""});
  CHECK(values("kept 'a b") == Words{"kept", "a b"});
  CHECK(values("kept 'a b'c\\ d") == Words{"kept", "a bc d"});
  CHECK(values(R"(kept "a \" \$ \n")") == Words{"kept", R"(a " $ \n)"});
  CHECK(values("kept ''") == Words{"kept", ""});
  CHECK(values("kept a\\") == Words{"kept", "a"});
  CHECK(values("kept a; kept b") == Words{"kept", "b"});
  CHECK(values("kept a >file 2>&1 b") == Words{"kept", "a", "b"});
  CHECK(values("kept 'דנה ל") == Words{"kept", "דנה ל"});
  CHECK(shell_words("kept > fi").back().redirects);
  CHECK(shell_words("kept \"a").back().open_quote == '"');
  CHECK(shell_words("kept 'a").back().raw == "'a");
}

TEST_CASE("a text in quotes is one word of a shell, and the same text") {
  for (const std::string text : {"", "plain", "it's", "$HOME `ls` \"x\" \\ !", "a\nb", "נעה"}) {
    CHECK(in_shell_quotes(text).front() == '\'');
    const std::vector<ShellWord> typed = shell_words("kept " + in_shell_quotes(text));
    CHECK(typed.size() == 2);
    CHECK(typed.back().value == text);
  }
}

TEST_CASE("what is quoted for bash is read back as it was") {
  for (const char* text : {"dana", "דנה לוי", "O'Hara: \"Sons\" & Co", "back\\slash $HOME",
                           "tick `id`; * [x] #!~", "a=b", "(x)", "!"}) {
    CAPTURE(text);
    CHECK(values("kept " + shell_quoted(text, 0)).back() == text);
    CHECK(values("kept '" + shell_quoted(text, '\'') + "'").back() == text);
    CHECK(values("kept \"" + shell_quoted(text, '"') + "\"").back() == text);
  }
}
