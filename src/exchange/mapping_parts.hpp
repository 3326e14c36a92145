#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kept/mapping.hpp"

namespace kept {

/// The kinds of records that a row may speak of when `what` is imported: what it belongs to, and
/// what belongs to it.
std::span<const Kind> kinds_beside(Kind what);

/// Of fields_of(); and `fields.NAME` of a customer.
bool is_field(Kind kind, std::string_view name);
std::vector<std::string> field_names(Kind kind);

/// `one, two, three`
std::string listed(std::span<const std::string> names);

/// The column's index in the mapping, which learns of it here if it has to.
std::size_t column_in(Mapping& mapping, std::string_view name, Place place);

}  // namespace kept
