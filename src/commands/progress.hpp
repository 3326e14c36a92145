#pragma once

#include <chrono>
#include <cstdint>

#include "kept/world.hpp"

namespace kept {

/// How far it is, on a line of the terminal that is written over: only where there is one, and the
/// work takes long enough to make somebody wonder.
class Progress {
 public:
  /// `bytes_in_all` is 0 where nobody knows.
  Progress(const World& world_of_run, std::uintmax_t bytes_in_all);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress();

  void tell(std::size_t rows, std::size_t bytes);

 private:
  const World& world;
  std::uintmax_t all_bytes;
  std::chrono::milliseconds start;
  std::chrono::milliseconds last{0};
  bool shown = false;
};

}  // namespace kept
