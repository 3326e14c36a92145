#pragma once

#include <vector>

#include "exchange/values.hpp"

/// What a loop has several of, as its fields write it: JSON arrays.

namespace kept {

Closing read_reopening(Part& part);
Wait read_wait(Part& part);
Handover read_handover(Part& part);
/// Without a number. Its `added` is none where the object does not say.
struct ToldStep {
  Step step;
  bool says_added = false;
};
ToldStep read_step(Part& part, const FieldContext& context);

/// None where there are none.
Cell cell_of_reopenings(const std::vector<Closing>& reopenings);
Cell cell_of_waits(const std::vector<Wait>& waits);
Cell cell_of_handovers(const std::vector<Handover>& handovers);
Cell cell_of_steps(const std::vector<Step>& steps);

/// The steps that a row tells, each with the number that it has already: of the step with its text
/// that was added then, or, if it has another text now, of one that was added then. Those that are
/// new come after them, in the order of the row.
std::vector<Step> known_again(const std::vector<ToldStep>& told, const std::vector<Step>& before);

/// The moments of `before` that are as they were stay what they were, place by place.
void take_moments(std::vector<Closing>& closings, std::vector<Closing> before);
void take_moments(std::vector<Wait>& waits, std::vector<Wait> before);
void take_moments(std::vector<Handover>& handovers, std::vector<Handover> before);

}  // namespace kept
