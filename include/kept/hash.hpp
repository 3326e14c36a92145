#pragma once

#include <array>
#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

/// A number for a text, the same in every version and on every machine. Not against somebody who
/// looks for two texts with the same one.

namespace kept {

inline constexpr std::uint64_t start_of_hash = 14695981039346656037U;

/// FNV-1a of 64 bits, since keys that are made of it are stored.
inline std::uint64_t hash_of(std::string_view text, std::uint64_t hash = start_of_hash) {
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 1099511628211U;
  }
  return hash;
}

inline std::string in_hex(std::uint64_t number) {
  std::array<char, 16> digits{};
  const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), number, 16);
  return {digits.data(), written.ptr};
}

}  // namespace kept
