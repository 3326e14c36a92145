#include <algorithm>
#include <numeric>

#include "kept/rules.hpp"

namespace kept {

std::optional<std::chrono::seconds> median(std::vector<std::chrono::seconds> values) {
  if (values.empty()) return std::nullopt;
  const auto middle = values.begin() + std::ssize(values) / 2;
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  const std::chrono::seconds below = *std::max_element(values.begin(), middle);
  return below + (*middle - below + std::chrono::seconds(1)) / 2;
}

std::optional<std::chrono::seconds> percentile_90(std::vector<std::chrono::seconds> values) {
  if (values.empty()) return std::nullopt;
  const auto rank = (9 * std::ssize(values) + 9) / 10;
  const auto ranked = values.begin() + rank - 1;
  std::nth_element(values.begin(), ranked, values.end());
  return *ranked;
}

std::optional<std::chrono::seconds> mean(std::span<const std::chrono::seconds> values) {
  if (values.empty()) return std::nullopt;
  const auto sum = std::accumulate(values.begin(), values.end(), std::chrono::seconds(0));
  const auto count = std::ssize(values);
  return (2 * sum + std::chrono::seconds(count)) / (2 * count);
}

}  // namespace kept
