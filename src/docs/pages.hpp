#pragma once

#include "kept/command.hpp"
#include "kept/docs.hpp"

/// The pages of the manual, each in a file of its own.

namespace kept {

ManualPage kept_page();
ManualPage page_of(const Command& command);
ManualPage config_page();
ManualPage dates_page();
ManualPage import_page();
/// The examples at its end.
std::string import_examples();

}  // namespace kept
