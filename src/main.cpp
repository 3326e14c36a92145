#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <string>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include "kept/cli.hpp"
#include "kept/error.hpp"
#include "kept/text.hpp"

/// The real World, and all that is process-wide.

namespace {

namespace fs = std::filesystem;

/// Writes all of it, or answers the errno.
int write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

std::string read_all(int descriptor) {
  std::string all;
  char buffer[65536];
  for (;;) {
    const ssize_t got = read(descriptor, buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw kept::Error(kept::Exit::no_input, "can't read stdin");
    if (got == 0) return all;
    all.append(buffer, static_cast<std::size_t>(got));
  }
}

/// A temporary file that is gone when the editing is over, whatever its end.
class Draft {
 public:
  explicit Draft(std::string_view text)
      : name((fs::temp_directory_path() / "kept-XXXXXX").string()) {
    const int descriptor = mkstemp(name.data());
    const bool written = descriptor >= 0 && write_all(descriptor, text) == 0;
    if (descriptor >= 0) close(descriptor);
    if (written) return;
    if (descriptor >= 0) unlink(name.c_str());
    throw kept::Error(kept::Exit::failure, "can't write a file for the editor");
  }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;
  ~Draft() { unlink(name.c_str()); }

  std::string name;
};

/// Through the shell, as git does, since VISUAL may hold options.
std::string edit(std::string_view text) {
  const char* editor = std::getenv("VISUAL");
  if (editor == nullptr || *editor == '\0') editor = std::getenv("EDITOR");
  if (editor == nullptr || *editor == '\0') {
    throw kept::Error(kept::Exit::usage, "no editor is set",
                      "set VISUAL or EDITOR, or use -F FILE");
  }
  const Draft draft(text);
  const std::string script = std::string(editor) + " \"$1\"";
  const pid_t child = fork();
  if (child == 0) {
    std::signal(SIGPIPE, SIG_DFL);
    execl("/bin/sh", "sh", "-c", script.c_str(), "sh", draft.name.c_str(), nullptr);
    _exit(127);
  }
  int status = 0;
  while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (child < 0 || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    throw kept::Error(kept::Exit::failure,
                      "the editor " + kept::in_quotes(editor) + " failed: nothing was recorded");
  }
  return kept::read_file(draft.name);
}

/// A text in memory that a child process reads or writes as a file: unlike a pipe, it waits for
/// nobody, whatever the child reads or leaves running.
class Scratch {
 public:
  explicit Scratch(std::string_view text) : descriptor(memfd_create("kept", MFD_CLOEXEC)) {
    if (descriptor >= 0 && write_all(descriptor, text) == 0 && lseek(descriptor, 0, SEEK_SET) == 0)
      return;
    if (descriptor >= 0) close(descriptor);
    throw kept::Error(kept::Exit::failure, "no memory for what a command reads or says");
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() { close(descriptor); }

  std::string content() const {
    lseek(descriptor, 0, SEEK_SET);
    return read_all(descriptor);
  }

  int descriptor;
};

kept::ShellEnd run_shell(const std::string& command, std::string_view input) {
  const Scratch in(input);
  const Scratch out("");
  const pid_t child = fork();
  if (child < 0) throw kept::Error(kept::Exit::failure, "can't start a process");
  if (child == 0) {
    std::signal(SIGPIPE, SIG_DFL);
    std::signal(SIGXFSZ, SIG_DFL);
    dup2(in.descriptor, STDIN_FILENO);
    dup2(out.descriptor, STDOUT_FILENO);
    dup2(out.descriptor, STDERR_FILENO);
    execl("/bin/sh", "sh", "-c", command.c_str(), nullptr);
    _exit(127);
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  const bool was_ended = WIFSIGNALED(status);
  return {was_ended ? 0 : WEXITSTATUS(status), was_ended ? WTERMSIG(status) : 0, out.content()};
}

/// SIGINT and SIGQUIT are the pager's while it runs: kept must not leave it alone with the
/// terminal.
class LeftToChild {
 public:
  LeftToChild() : interrupt(std::signal(SIGINT, SIG_IGN)), quit(std::signal(SIGQUIT, SIG_IGN)) {}
  LeftToChild(const LeftToChild&) = delete;
  LeftToChild& operator=(const LeftToChild&) = delete;
  ~LeftToChild() { give_back(); }

  void give_back() const {
    std::signal(SIGINT, interrupt);
    std::signal(SIGQUIT, quit);
  }

 private:
  using Handler = void (*)(int);
  Handler interrupt;
  Handler quit;
};

/// Starts a command of the shell that reads what is written to `input`. Answers its process, or -1.
pid_t start_reader(const std::string& command, const LeftToChild& signals, int& input) {
  int ends[2];
  if (pipe(ends) != 0) return -1;
  const pid_t child = fork();
  if (child == 0) {
    signals.give_back();
    std::signal(SIGPIPE, SIG_DFL);
    dup2(ends[0], STDIN_FILENO);
    close(ends[0]);
    close(ends[1]);
    // As git sets them: leave at once what fits on a screen, and let colours through.
    setenv("LESS", "FRX", /*overwrite=*/0);
    setenv("LV", "-c", /*overwrite=*/0);
    // What is printed is UTF-8 in every locale.
    setenv("LESSCHARSET", "utf-8", /*overwrite=*/0);
    execl("/bin/sh", "sh", "-c", command.c_str(), nullptr);
    _exit(127);
  }
  close(ends[0]);
  input = ends[1];
  if (child < 0) close(input);
  return child;
}

/// Whoever leaves the pager early has read enough, so that nothing counts but whether it ran.
int page(const std::string& pager, std::string_view text) {
  constexpr int can_not_be_run = 126;
  const LeftToChild signals;
  int input = -1;
  const pid_t child = start_reader(pager, signals, input);
  if (child < 0) return write_all(STDOUT_FILENO, text);
  write_all(input, text);
  close(input);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  const bool ran = !WIFEXITED(status) || WEXITSTATUS(status) < can_not_be_run;
  return ran ? 0 : write_all(STDOUT_FILENO, text);
}

/// What Debian's /etc/timezone or the link /etc/localtime say.
std::optional<std::string> system_zone() {
  std::error_code failed;
  const std::string target = fs::read_symlink("/etc/localtime", failed).string();
  const std::string folder = "zoneinfo/";
  if (const auto at = target.find(folder); !failed && at != std::string::npos) {
    return target.substr(at + folder.size());
  }
  std::string name;
  std::ifstream file("/etc/timezone");
  if (file >> name) return name;
  return std::nullopt;
}

std::map<std::string, std::string> environment() {
  std::map<std::string, std::string> all;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view pair(*entry);
    const auto equals = pair.find('=');
    if (equals != std::string_view::npos)
      all.emplace(pair.substr(0, equals), pair.substr(equals + 1));
  }
  return all;
}

volatile std::sig_atomic_t was_interrupted = 0;

void note_interrupt(int) {
  was_interrupted = 1;
}

/// From the first question on a signal is noted; the second one ends the process as ever.
bool interrupted() {
  static const bool installed = [] {
    struct sigaction action {};
    action.sa_handler = note_interrupt;
    action.sa_flags = static_cast<int>(SA_RESETHAND);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
      struct sigaction present {};
      sigaction(signal, nullptr, &present);
      // nohup, and a script's background jobs, want it to be passed over.
      if (present.sa_handler != SIG_IGN) sigaction(signal, &action, nullptr);
    }
    return true;
  }();
  return installed && was_interrupted != 0;
}

winsize terminal_size() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) size = {};
  return size;
}

/// A closed stdin, stdout or stderr is taken by /dev/null, or the store would be opened in its
/// place. Answers whether it was closed.
bool fill_if_closed(int descriptor) {
  if (fcntl(descriptor, F_GETFD) >= 0) return false;
  const int null = open("/dev/null", O_RDWR);
  if (null >= 0 && null != descriptor) {
    dup2(null, descriptor);
    close(null);
  }
  return true;
}

}  // namespace

int main(int count, char** values) {
  fill_if_closed(STDIN_FILENO);
  const bool stdout_closed = fill_if_closed(STDOUT_FILENO);
  fill_if_closed(STDERR_FILENO);
  const auto start = std::chrono::steady_clock::now();
  umask(077);
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  const kept::World world{
      .print =
          [stdout_closed](std::string_view text) {
            return stdout_closed ? EBADF : write_all(STDOUT_FILENO, text);
          },
      .complain = [](std::string_view text) { write_all(STDERR_FILENO, text); },
      .read_input = [] { return read_all(STDIN_FILENO); },
      .interrupted = interrupted,
      .elapsed =
          [start] {
            return std::chrono::floor<std::chrono::milliseconds>(std::chrono::steady_clock::now() -
                                                                 start);
          },
      .edit = edit,
      .run_shell = run_shell,
      .page = page,
      .now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()),
      .environment = environment(),
      .system_zone = system_zone(),
      .out_is_terminal = isatty(STDOUT_FILENO) == 1,
      .err_is_terminal = isatty(STDERR_FILENO) == 1,
      .terminal_width = terminal_size().ws_col,
      .terminal_height = terminal_size().ws_row,
  };
  return kept::run(std::vector<std::string>(values + 1, values + count), world);
}
