#include <algorithm>
#include <doctest/doctest.h>
#include <set>
#include <sstream>
#include <vector>

#include "kept/command.hpp"
#include "kept/text.hpp"
#include "transcript.hpp"

namespace fs = std::filesystem;
using namespace kept;

namespace {

const fs::path source = KEPT_SOURCE_DIR;

std::vector<fs::path> transcripts() {
  std::vector<fs::path> files;
  for (const auto& file : fs::directory_iterator(source / "tests/cli")) {
    if (file.path().extension() == ".test") files.push_back(file.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

TEST_CASE("every transcript plays as it is written") {
  const auto files = transcripts();
  REQUIRE(files.size() > 10);
  for (const fs::path& file : files) {
    CAPTURE(file.filename().string());
    tests::hold_to(file, false);
  }
}

TEST_CASE("the sessions of the README play as they are written") {
  tests::hold_to(source / "README.md", true);
}

TEST_CASE("every command has a transcript of its own") {
  std::set<std::string> names;
  for (const fs::path& file : transcripts()) names.insert(file.stem().string());
  for (const Command* command : commands()) {
    CAPTURE(command->name);
    CHECK(names.contains(std::string(command->name)));
  }
}

TEST_CASE("every command's help begins with examples that name it") {
  for (const Command* command : commands()) {
    CAPTURE(command->name);
    CHECK(command->examples.starts_with("  kept "));
    CHECK(command->examples.find(command->name) != std::string_view::npos);
    CHECK(command->examples.ends_with("\n"));
    CHECK(command->summary.size() <= 60);
  }
}

TEST_CASE("every command's help fits 80 columns") {
  for (const Command* command : commands()) {
    CAPTURE(command->name);
    std::istringstream lines(std::string(command->examples) + std::string(command->details));
    for (std::string line; std::getline(lines, line);) {
      CAPTURE(line);
      CHECK(display_width(line) <= 80);
    }
  }
}
