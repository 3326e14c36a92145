#include "commands/progress.hpp"

#include <string>

namespace kept {

namespace {

constexpr std::chrono::milliseconds patience{500};
constexpr std::chrono::milliseconds pause{200};

}  // namespace

Progress::Progress(const World& world_of_run, std::uintmax_t bytes_in_all)
    : world(world_of_run), all_bytes(bytes_in_all), start(world_of_run.elapsed()) {}

Progress::~Progress() {
  if (shown) world.complain("\r\x1b[K");
}

void Progress::tell(std::size_t rows, std::size_t bytes) {
  constexpr std::size_t rows_between_looks = 64;
  if (!world.err_is_terminal || rows % rows_between_looks != 0) return;
  const auto now = world.elapsed() - start;
  if (now < patience || now - last < pause) return;
  last = now;
  shown = true;
  const double seconds = std::chrono::duration<double>(now).count();
  const double rate = static_cast<double>(rows) / seconds;
  std::string line = "\r\x1b[K" + std::to_string(rows) + " rows, " +
                     std::to_string(static_cast<long>(rate)) + " rows/s";
  if (all_bytes > bytes && bytes > 0) {
    const double left =
        seconds * static_cast<double>(all_bytes - bytes) / static_cast<double>(bytes);
    line += ", " + std::to_string(static_cast<long>(left) + 1) + " s left";
  }
  world.complain(line);
}

}  // namespace kept
