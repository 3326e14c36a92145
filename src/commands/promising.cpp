#include "commands/promising.hpp"

namespace kept {

Promise make_promise(const Customer& customer, const std::optional<Loop>& loop,
                     const std::string& text, const std::optional<std::string>& due,
                     const Moment& made, bool theirs, Context& context) {
  Promise promise;
  promise.customer = customer.id;
  promise.theirs = theirs;
  promise.made = made;
  promise.text = text;
  if (loop) promise.loop = loop->id;
  const std::string& within = context.settings.config.policy.promise_within;
  const Due by = context.due(due.value_or(within), made.at);
  promise.deadlines.push_back({by, made, made, ""});
  if (!due) context.notices.push_back("no --due was given: within " + within + " is meant");
  put(context.store(), promise);
  return promise;
}

}  // namespace kept
