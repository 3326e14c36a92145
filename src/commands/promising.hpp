#pragma once

#include "kept/command.hpp"

/// How a promise is made, by `promise` and by `log --promise`.

namespace kept {

/// The promise, put into the store: due as typed, counted from `made`; without `due` within the
/// config's promise-within, which a notice says. Notices warn of a promise of ours that is one too
/// many.
Promise make_promise(const Customer& customer, const std::optional<Loop>& loop,
                     const std::string& text, const std::optional<std::string>& due,
                     const Moment& made, bool theirs, Context& context);

/// Notices for a due time of ours that falls on a busy day, at a time when nobody is there, or with
/// a lead that is too rarely kept; none for one that has passed. `from` is when it was set;
/// `moved`, if any, is the promise that gets it, and no reason to warn.
void warn_of(const Due& due, Instant from, const std::optional<Id>& moved, Context& context);

}  // namespace kept
