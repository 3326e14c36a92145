#pragma once

#include <string>
#include <string_view>

namespace kept {

/// The rows that an import could not take, byte for byte, in a file that can be mended and imported
/// again. It belongs to the change: without keep() it is gone when this goes, however the run ends
/// but by a kill.
class Rejects {
 public:
  /// Makes the file (0600). Refused (5) where there is one already; throws Error (1) where that is
  /// impossible, as all of these do.
  explicit Rejects(std::string path_of_file);
  Rejects(const Rejects&) = delete;
  Rejects& operator=(const Rejects&) = delete;
  ~Rejects();

  /// Refused (5) where there is such a file: all that a dry run can say.
  static void hold_to_new(const std::string& path);

  void add(std::string_view bytes);
  /// Takes out all that was added.
  void begin_anew();
  /// All of it is on disk when this returns.
  void finish();
  void keep() { kept = true; }

 private:
  [[noreturn]] void fail() const;

  std::string path;
  int descriptor = -1;
  bool kept = false;
};

}  // namespace kept
