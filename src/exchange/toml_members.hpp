#pragma once

#include <algorithm>
#include <string>
#include <tuple>
#include <vector>

#include "exchange/toml.hpp"

namespace kept {

struct Member {
  std::string key;
  toml::source_region key_source;
  const toml::node* node;
};

inline bool stands_before(const toml::source_position& one, const toml::source_position& other) {
  return std::tie(one.line, one.column) < std::tie(other.line, other.column);
}

/// The members as the file has them; the library sorts them by name.
inline std::vector<Member> members_of(const toml::table& table) {
  std::vector<Member> members;
  for (const auto& [key, node] : table) {
    members.push_back({std::string(key.str()), key.source(), &node});
  }
  std::stable_sort(members.begin(), members.end(), [](const Member& one, const Member& other) {
    return stands_before(one.key_source.begin, other.key_source.begin);
  });
  return members;
}

}  // namespace kept
