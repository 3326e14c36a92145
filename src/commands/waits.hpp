#pragma once

#include "kept/command.hpp"

/// What the commands about waiting share.

namespace kept {

/// How often a loop was put off, from the second time on: `, put off 2 times`.
std::string times_put_off(const Loop& loop);

/// Ends the wait in force at a moment; false where the loop waits for nothing then.
bool end_wait(Loop& loop, std::span<const Entry> entries, const Moment& at);

/// Writes down the ends that the customer's words gave to waits, before those become words that end
/// none.
void write_down_ends(Loop& loop, std::span<const Entry> entries);

/// Begins a wait, which ends the one in force. Refused (2) where `until` is not after it; refused
/// (5) where the loop was closed then, or waits now for something that began later.
void begin_wait(Loop& loop, Wait wait, Context& context);

/// `for the customer`, `for a third party`, `put off`.
std::string_view waited_for(WaitingOn on);

}  // namespace kept
