#include <algorithm>
#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace fs = std::filesystem;

namespace {

const fs::path source = KEPT_SOURCE_DIR;

/// The floors of the house (CONTRIBUTING.md): a file includes only what is on its own floor or
/// below. Reports and store stand side by side and do not see each other.
const std::map<std::string, int> floors{
    {"error", 0},    {"hash", 0},   {"time", 0},     {"text", 0},      {"shell", 0},
    {"model", 1},    {"rules", 1},  {"store", 2},    {"report", 2},    {"reports", 2},
    {"render", 3},   {"config", 4}, {"world", 4},    {"arguments", 4}, {"command", 4},
    {"commands", 5}, {"cli", 6},    {"main", 7},     {"input", 3},     {"encoding", 3},
    {"message", 3},  {"guess", 3},  {"mapping", 3},  {"fields", 3},    {"exchange", 3},
    {"docs", 6},     {"dates", 0},  {"business", 0}, {"policy", 1}};

std::vector<fs::path> sources() {
  std::vector<fs::path> files;
  for (const char* folder : {"include/kept", "src"}) {
    for (const auto& file : fs::recursive_directory_iterator(source / folder)) {
      if (file.is_regular_file()) files.push_back(file.path());
    }
  }
  return files;
}

/// `store` for src/store/open.cpp, `time` for include/kept/time.hpp and for src/time/.
std::string room(const fs::path& relative) {
  std::vector<std::string> parts;
  for (const fs::path& part : relative) parts.push_back(part.string());
  if (parts.size() >= 3 && parts[0] == "src") return parts[1];
  return relative.stem().string();
}

/// What stands between the quotes or brackets of each #include.
std::vector<std::string> includes(const fs::path& file) {
  std::vector<std::string> all;
  std::ifstream stream(file);
  for (std::string line; std::getline(stream, line);) {
    if (!line.starts_with("#include ")) continue;
    all.push_back(line.substr(10, line.find_last_of("\">") - 10));
  }
  return all;
}

std::string included_room(const std::string& include) {
  if (include.starts_with("kept/")) return fs::path(include).stem().string();
  return include.substr(0, include.find('/'));
}

}  // namespace

TEST_CASE("includes go downward only") {
  for (const fs::path& file : sources()) {
    const std::string from = room(fs::relative(file, source));
    CAPTURE(file.string());
    REQUIRE(floors.contains(from));
    for (const std::string& include : includes(file)) {
      if (include.find('/') == std::string::npos && include.find(".hpp") == std::string::npos)
        continue;
      const std::string to = included_room(include);
      if (!floors.contains(to)) continue;
      CAPTURE(include);
      CHECK(floors.at(to) <= floors.at(from));
    }
  }
}

TEST_CASE("reports and store do not see each other") {
  for (const fs::path& file : sources()) {
    const std::string from = room(fs::relative(file, source));
    for (const std::string& include : includes(file)) {
      CAPTURE(file.string());
      const std::string to = included_room(include);
      if (from == "store") CHECK_FALSE((to == "report" || to == "reports"));
      if (from == "report" || from == "reports") CHECK_FALSE(to == "store");
    }
  }
}

TEST_CASE("a library is seen only where it belongs") {
  const std::map<std::string, std::set<std::string>> homes{{"SQLiteCpp", {"store"}},
                                                           {"sqlite3.h", {"store"}},
                                                           {"CLI", {"arguments"}},
                                                           {"absl", {"time"}},
                                                           {"utf8proc.h", {"text"}},
                                                           {"nlohmann", {"render", "exchange"}},
                                                           {"toml++", {"config", "exchange"}}};
  std::set<std::string> seen;
  for (const fs::path& file : sources()) {
    for (const std::string& include : includes(file)) {
      const auto home = homes.find(include.substr(0, include.find('/')));
      if (home == homes.end()) continue;
      CAPTURE(file.string());
      seen.insert(home->first);
      CHECK(home->second.contains(room(fs::relative(file, source))));
    }
  }
  CHECK(seen.size() == homes.size());
}

TEST_CASE("no command includes another one") {
  for (const auto& file : fs::directory_iterator(source / "src/commands")) {
    for (const std::string& include : includes(file.path())) {
      CAPTURE(file.path().string());
      CHECK_FALSE((include.starts_with("commands/") && include.ends_with(".cpp")));
    }
  }
}

TEST_CASE("no file is longer than 500 lines") {
  std::vector<fs::path> files = sources();
  for (const auto& file : fs::directory_iterator(source / "tests")) {
    if (file.is_regular_file()) files.push_back(file.path());
  }
  for (const fs::path& file : files) {
    std::ifstream stream(file);
    const auto lines = std::count(std::istreambuf_iterator<char>(stream), {}, '\n');
    CAPTURE(file.string());
    CHECK(lines <= 500);
  }
}
