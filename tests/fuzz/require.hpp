#pragma once

#include <cstdlib>

/// Ends the run where something does not hold that must: the fuzzer then keeps the input.
inline void require(bool holds) {
  if (!holds) std::abort();
}
