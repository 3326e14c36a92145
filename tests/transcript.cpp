#include "transcript.hpp"

#include <doctest/doctest.h>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdlib.h>
#include <vector>

#include "kept/cli.hpp"
#include "kept/error.hpp"

namespace kept::tests {

namespace {

namespace fs = std::filesystem;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::string content_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  REQUIRE_MESSAGE(stream, "can't read " << file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// As a shell splits a simple command.
std::vector<std::string> words_of(const std::string& line) {
  std::vector<std::string> words;
  std::string word;
  bool in_word = false;
  char quote = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quote != 0) {
      if (c == quote) {
        quote = 0;
      } else if (c == '\\' && quote == '"' && i + 1 < line.size()) {
        word += line[++i];
      } else {
        word += c;
      }
    } else if (c == '\'' || c == '"') {
      quote = c;
      in_word = true;
    } else if (c == ' ') {
      if (in_word) words.push_back(word);
      word.clear();
      in_word = false;
    } else {
      word += c == '\\' && i + 1 < line.size() ? line[++i] : c;
      in_word = true;
    }
  }
  if (in_word) words.push_back(word);
  return words;
}

class Player {
 public:
  explicit Player(bool as_markdown) : markdown(as_markdown) {
    std::string pattern = (fs::temp_directory_path() / "kept-test-XXXXXX").string();
    REQUIRE(mkdtemp(pattern.data()) != nullptr);
    home = pattern;
    before = fs::current_path();
    fs::current_path(home);
    world.environment = {{"HOME", home.string()}, {"TZ", "Asia/Jerusalem"}};
    world.print = [this](std::string_view text) { return out += text, 0; };
    world.complain = [this](std::string_view text) { err += text; };
    world.read_input = [this] { return std::exchange(input, {}); };
    world.interrupted = [] { return false; };
    world.elapsed = [] { return std::chrono::milliseconds(0); };
    world.run_shell = [this](const std::string& command, std::string_view given) {
      return shell(command, given);
    };
    world.edit = [](std::string_view) -> std::string {
      throw Error(Exit::usage, "no editor is set", "set VISUAL or EDITOR, or use -F FILE");
    };
  }
  Player(const Player&) = delete;
  Player& operator=(const Player&) = delete;
  ~Player() {
    std::error_code ignored;
    fs::current_path(before, ignored);
    fs::remove_all(home, ignored);
  }

  void direct(const std::string& line) {
    const std::size_t space = std::min(line.find(' '), line.size());
    const std::string verb = line.substr(0, space);
    const std::string rest = space < line.size() ? line.substr(space + 1) : "";
    if (verb == "@now") {
      set_now(rest);
    } else if (verb == "@zone") {
      world.environment["TZ"] = rest;
    } else if (verb == "@env") {
      world.environment[rest.substr(0, rest.find('='))] = rest.substr(rest.find('=') + 1);
    } else if (verb == "@terminal") {
      world.out_is_terminal = world.err_is_terminal = rest == "on";
    } else if (verb == "@file") {
      file = home / rest;
      fs::create_directories(file.parent_path());
      REQUIRE(std::ofstream(file, std::ios::binary).flush());
    } else {
      FAIL("unknown directive: " << line);
    }
  }

  void add_to_file(const std::string& line) {
    std::ofstream(file, std::ios::binary | std::ios::app) << line << '\n';
  }

  void add_to_input(const std::string& line) { input += line + '\n'; }

  /// What is printed below the command.
  std::vector<std::string> answer(const std::string& command) {
    std::vector<std::string> words = words_of(command);
    REQUIRE_MESSAGE((!words.empty() && words.front() == "kept"), command);
    words.erase(words.begin());
    const std::optional<fs::path> target = redirection(words);
    out.clear();
    err.clear();
    const int status = run(words, world);
    if (target) std::ofstream(*target, std::ios::binary) << std::exchange(out, {});
    std::vector<std::string> lines = lines_of(anonymous(out));
    for (const std::string& line : lines_of(anonymous(err))) {
      lines.push_back(markdown ? line : "! " + line);
    }
    if (status != 0 && !markdown) lines.push_back("[" + std::to_string(status) + "]");
    return lines;
  }

 private:
  /// Shows on stderr what would be run, and with what; but for `exit N`, which fails.
  ShellEnd shell(const std::string& command, std::string_view given) {
    if (command.starts_with("exit ")) return {std::stoi(command.substr(5)), 0, "no such host\n"};
    err += "(runs '" + command + "' with)\n" + std::string(given);
    return {};
  }

  /// Takes `> FILE` off the end of the words.
  std::optional<fs::path> redirection(std::vector<std::string>& words) const {
    if (words.size() < 2 || words[words.size() - 2] != ">") return std::nullopt;
    const fs::path target = home / words.back();
    words.resize(words.size() - 2);
    return target;
  }

  void set_now(const std::string& typed) {
    const auto zone = Zone::named(world.environment["TZ"]);
    REQUIRE(zone);
    const DateContext context{world.now, *zone, default_week(zone->name())};
    const auto read = read_when(typed, context);
    REQUIRE_MESSAGE(std::holds_alternative<When>(read), typed);
    world.now = since_from(std::get<When>(read), context);
  }

  std::string anonymous(std::string text) const {
    const std::string path = home.string();
    for (std::size_t at; (at = text.find(path)) != std::string::npos;) {
      text.replace(at, path.size(), "$HOME");
    }
    // A store's own source is drawn at random.
    for (std::size_t at = 0; (at = text.find("kept-", at)) != std::string::npos; ++at) {
      const std::size_t digits = at + std::string_view("kept-").size();
      const std::size_t end = text.find_first_not_of("0123456789abcdef", digits);
      if (end != std::string::npos && end - digits == 8) text.replace(digits, 8, "STORE");
    }
    return text;
  }

  bool markdown;
  fs::path home;
  fs::path before;
  fs::path file;
  World world;
  std::string out;
  std::string err;
  std::string input;
};

/// Where the expected output of a command ends: at the next thing that is not output.
bool begins_something(const std::string& line, bool markdown) {
  if (line.starts_with("$ ")) return true;
  return markdown ? line.starts_with("```")
                  : line.starts_with("@") || line.starts_with("#") || line.starts_with("< ");
}

/// One line of a script that is no output: a directive, or nothing.
void take(const std::string& line, bool markdown, Player& player) {
  const std::string comment = "<!-- @";
  if (markdown && line.starts_with(comment)) {
    const std::size_t end = line.find(" -->");
    player.direct(line.substr(comment.size() - 1, end - comment.size() + 1));
  } else if (!markdown && line.starts_with("@")) {
    player.direct(line);
  } else if (!markdown && (line == "|" || line.starts_with("| "))) {
    player.add_to_file(line.size() < 2 ? "" : line.substr(2));
  } else if (!markdown && line.starts_with("< ")) {
    player.add_to_input(line.substr(2));
  }
}

}  // namespace

std::string play(const fs::path& file, bool markdown) {
  Player player(markdown);
  const std::vector<std::string> lines = lines_of(content_of(file));
  std::string played;
  bool in_session = !markdown;
  bool in_file = false;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    played += lines[i] + '\n';
    if (markdown && in_file && lines[i] != "```") player.add_to_file(lines[i]);
    if (markdown && lines[i].starts_with("```")) {
      in_session = lines[i] == "```console";
      in_file = lines[i] == "```csv" || lines[i] == "```toml";
    }
    if (!in_session || !lines[i].starts_with("$ kept")) {
      take(lines[i], markdown, player);
      continue;
    }
    std::string command = lines[i].substr(2);
    while (command.ends_with('\\')) {
      played += lines[++i] + '\n';
      command = command.substr(0, command.size() - 1) + lines[i];
    }
    std::size_t end = i + 1;
    while (end < lines.size() && !begins_something(lines[end], markdown)) ++end;
    std::size_t blank = end;
    while (blank > i + 1 && lines[blank - 1].empty()) --blank;
    for (const std::string& line : player.answer(command)) played += line + '\n';
    played += std::string(end - blank, '\n');
    i = end - 1;
  }
  return played;
}

void hold_to(const fs::path& file, bool markdown) {
  const std::string expected = content_of(file);
  const std::string played = play(file, markdown);
  if (const char* rewrite = getenv("KEPT_REWRITE"); rewrite != nullptr && *rewrite == '1') {
    if (played != expected) std::ofstream(file, std::ios::binary) << played;
    return;
  }
  const auto want = lines_of(expected);
  const auto got = lines_of(played);
  for (std::size_t i = 0; i < std::max(want.size(), got.size()); ++i) {
    const std::string wanted = i < want.size() ? want[i] : "(the end)";
    const std::string printed = i < got.size() ? got[i] : "(the end)";
    INFO(file.filename().string() << ":" << i + 1);
    REQUIRE_EQ(printed, wanted);
  }
}

}  // namespace kept::tests
