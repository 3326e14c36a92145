#pragma once

#include "kept/command.hpp"

/// What the commands about promises share.

namespace kept {

/// `--told`, `--told-at WHEN`, `--not-told`: whether who was promised knows.
struct Telling {
  bool told = false;
  std::optional<std::string> told_at;
  bool not_told = false;
};
void declare_telling(Arguments& arguments, Telling& telling);

/// When it was told, none for --not-told. `--told` means at `at`. Refused (2): none or several of
/// the three, the future, a time before `earliest`, which `what` names.
std::optional<Moment> told_moment(const Telling& telling, Instant at, Instant earliest,
                                  const std::string& what, Context& context);

/// `--explained`, `--compensated`, `--no-compensation`: what makes up for a breach.
struct Amends {
  std::optional<std::string> explained;
  std::optional<std::string> compensated;
  std::optional<std::string> no_compensation;

  bool given() const { return explained || compensated || no_compensation; }
};
void declare_amends(Arguments& arguments, Amends& amends);
/// Refused (2) without an explanation, or without one of the other two.
Settlement settlement_of(const Amends& amends, const Moment& at);

/// The promise is still to be resolved; else refused (5), saying how it ended.
void hold_to_unresolved(const Promise& promise, const Context& context);

/// `the customer` or `we`: who a promise was made to.
std::string promised_to(const Promise& promise);

/// The answer of a command that changed a promise: `P12 <deed>`, then the verdict where it is no
/// longer open, and what is left to do.
Answer promise_answer(std::string_view command, const Promise& promise, const std::string& deed,
                      Context& context);

}  // namespace kept
