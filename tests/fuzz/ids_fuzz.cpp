#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "kept/model.hpp"

// Whatever is read as an id is shown as one, and read back as the same.

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto id = kept::read_id({reinterpret_cast<const char*>(data), size});
  if (!id) return 0;
  if (id->serial() < 1 || kept::read_id(kept::shown(*id)) != id) std::abort();
  return 0;
}
