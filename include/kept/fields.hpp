#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kept/model.hpp"

/// The fields of records as files name them: the contract of `import`, `export` and rules files,
/// one table for all three and for kept-import(7).

namespace kept {

struct FieldName {
  std::string_view name;
  std::string_view help;  ///< what it is, and what may stand there; a line
};

/// The fields of a record of this kind, in the order in which `export` writes them.
std::span<const FieldName> fields_of(Kind kind);

}  // namespace kept
