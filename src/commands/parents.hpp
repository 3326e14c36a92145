#pragma once

#include "kept/command.hpp"

/// Loops within loops.

namespace kept {

/// Whether a loop is a part of the other, at any depth. Ends even where a damaged store goes in a
/// circle.
bool is_part_of(const Loop& part, Id whole, Store& store);

/// The open loop of the same customer that `--parent` names. Refused (2) where `child`, if it is
/// stored already, is that loop or one that it is a part of.
Id parent_meant(const std::string& typed, const Loop& child, Context& context);

/// A notice, where a loop that is open is a part of one that is closed.
void tell_of_closed_whole(const Loop& part, Context& context);

}  // namespace kept
