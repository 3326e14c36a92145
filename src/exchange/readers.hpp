#pragma once

#include <memory>

#include "kept/input.hpp"

namespace kept {

/// Of CSV and TSV.
std::unique_ptr<RowReader> read_separated(Pieces pieces, const InputStyle& style);
std::unique_ptr<RowReader> read_json_lines(Pieces pieces, const InputStyle& style);
std::unique_ptr<RowReader> read_cards(Pieces pieces, const InputStyle& style);

}  // namespace kept
