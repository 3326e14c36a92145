#include "commands/table.hpp"
#include "kept/text.hpp"

namespace kept {

namespace {

struct Options {
  std::string loop;
  std::optional<int> rating;
  std::optional<std::string> words;
  bool asked = false;
  std::optional<std::string> at;
};

Closing& closing_meant(Loop& loop) {
  hold_to_unmerged(loop);
  if (loop.is_open()) {
    throw Error(Exit::refused, shown(loop.id) + " is open: it can't be confirmed yet",
                "kept close-loop " + shown(loop.id) + " --confirmed does both");
  }
  return loop.closings.back();
}

void hold_to_news(const Options& options, const Closing& closing, const Loop& loop) {
  if (!closing.confirmed || (!options.asked && (options.rating || options.words))) return;
  throw Error(Exit::refused, shown(loop.id) + " is confirmed already",
              "--rating and --words add to it");
}

std::string take_word(const Options& options, Closing& closing, const Moment& at,
                      const std::string& on) {
  if (options.asked) {
    closing.asked = at;
    return "the customer was asked" + on;
  }
  if (options.rating) closing.rating = options.rating;
  if (options.words) closing.words = line_of_text("--words", *options.words);
  if (!closing.confirmed) {
    closing.confirmed = true;
    closing.confirmed_later = at;
  }
  return "confirmed by the customer" + on +
         (closing.rating ? ", rated " + std::to_string(*closing.rating) : std::string());
}

Answer confirm_loop(const Options& options, Context& context) {
  Loop loop = context.loop_meant(options.loop);
  Closing& closing = closing_meant(loop);
  hold_to_rating(options.rating);
  if (options.asked && (options.rating || options.words)) {
    throw Error(Exit::usage, "--asked is for a customer who has not answered yet");
  }
  hold_to_news(options, closing, loop);
  const Moment at = context.moment(
      happened_after(context, options.at, closing.closed.at, shown(loop.id) + " was closed"));
  const std::string deed = take_word(options, closing, at, on_if_typed(options.at, at.at, context));
  put(context.store(), loop);
  return {
      .ids = {loop.id},
      .report = recorded("confirm-loop",
                         {{"id", loop.id},
                          {"customer_id", loop.customer},
                          {"confirmed", closing.confirmed},
                          {"rating", closing.rating ? Cell(std::int64_t{*closing.rating}) : Cell()},
                          {"at", at.at}}),
      .text = said(loop) + ": " + deed + "\n",
      .summary = shown(loop.id)};
}

Run declare(Arguments& arguments) {
  auto options = std::make_shared<Options>();
  arguments.required("LOOP", options->loop, "the loop's id");
  arguments.last().is_closed = true;
  arguments.option("--rating", "1-5", options->rating, "how satisfied the customer is");
  arguments.option("--words", "TEXT", options->words, "the customer's words about it");
  arguments.flag("--asked", options->asked, "you asked, and there is no answer so far");
  arguments.option("--at", "WHEN", options->at, "when, if not now");
  return [options](Context& context) { return confirm_loop(*options, context); };
}

}  // namespace

constinit const Command confirm_loop_command{
    .name = "confirm-loop",
    .group = Group::loops,
    .summary = "the customer says that a closed loop is settled",
    .examples =
        "  kept confirm-loop L7 --rating 5 --words 'exactly right'\n"
        "  kept confirm-loop L7 --asked\n",
    .details =
        "A loop that was closed as resolved without the customer's word stands in kept\n"
        "today after three days (confirm-after in the config), for a week: it asks once.\n"
        "--asked, or any kept log -o on the loop, takes it off the list.\n",
    .access = Access::write,
    .declare = declare};

}  // namespace kept
