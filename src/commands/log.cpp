#include <algorithm>

#include "commands/table.hpp"
#include "kept/text.hpp"

namespace kept {

namespace {

constexpr int title_columns = 50;

struct Options {
  std::string customer;
  FreeText text;
  bool in = false;
  bool out = false;
  bool talk = false;
  bool note = false;
  std::optional<std::string> loop;
  std::optional<std::string> new_loop;
  bool no_loop = false;
  std::optional<std::string> channel;
  std::optional<std::string> at;
  std::optional<int> minutes;
  std::optional<Mood> mood;
  std::vector<std::string> tags;
  bool no_answer = false;
  bool is_private = false;
};

Direction direction_of(const Options& options, const Context& context) {
  const std::array ways{Alternative{"--in", options.in}, Alternative{"--out", options.out},
                        Alternative{"--talk", options.talk}, Alternative{"--note", options.note}};
  if (const auto chosen = at_most_one(ways)) return static_cast<Direction>(*chosen);
  if (context.settings.config.log) return *context.settings.config.log;
  throw Error(Exit::usage, "who spoke is missing",
              "add -i (the customer), -o (you), -t (both) or --note (to yourself)");
}

Loop opened(const std::string& title, const Customer& customer, Instant at, Context& context) {
  Loop loop;
  loop.customer = customer.id;
  loop.title = title;
  loop.kind = LoopKind::inquiry;
  loop.opened = context.moment(at);
  put(context.store(), loop);
  return loop;
}

Loop named_loop(const Options& options, const Customer& customer, const Entry& entry,
                Context& context) {
  Loop loop = loop_of_customer(context, *options.loop, customer.id);
  reopen_if_closed(loop, entry, context);
  return loop;
}

std::optional<Loop> loop_of(const Options& options, const Customer& customer, const Entry& entry,
                            Context& context) {
  const std::array ways{Alternative{"--loop", options.loop.has_value()},
                        Alternative{"--new", options.new_loop.has_value()},
                        Alternative{"--no-loop", options.no_loop}};
  at_most_one(ways);
  const Instant at = entry.happened.at;
  if (options.loop) return named_loop(options, customer, entry, context);
  if (options.new_loop) {
    return opened(line_of_text("--new", *options.new_loop), customer, at, context);
  }
  if (options.no_loop) return std::nullopt;
  const std::vector<Loop> open = open_loops_of(context.store(), customer.id);
  const LoopChoice choice = loop_meant(entry.direction, entry.no_answer, open);
  switch (choice.what) {
    case LoopChoice::What::this_loop:
      return loop(context.store(), *choice.loop);
    case LoopChoice::What::open_a_new_one:
      return opened(first_line(entry.text, title_columns), customer, at, context);
    case LoopChoice::What::ambiguous:
      return only_open_loop(context, customer, "--new TITLE or --no-loop");
    case LoopChoice::What::none:
      break;
  }
  return std::nullopt;
}

/// A loop is as old as the first thing that was said in it.
void open_from(Loop& loop, Instant at, Context& context) {
  if (loop.opened.at <= at) return;
  loop.opened.at = at;
  put(context.store(), loop);
}

/// One that was written down late may have its answer already.
bool wants_an_answer(const Entry& entry, const Loop& loop, Context& context) {
  const LoopStory story = story_of(context.store(), loop);
  const std::vector<Id> open = unanswered(story.entries, story.promises, context.now());
  return std::find(open.begin(), open.end(), entry.id) != open.end();
}

std::string sentence(const Options& options, const Entry& entry, const Customer& customer,
                     const std::optional<Loop>& loop, Context& context) {
  constexpr std::array words{" from ", " to ", " with ", " on "};
  std::string line = shown(entry.id) + " " + std::string(name_of(entry.direction)) +
                     words[static_cast<std::size_t>(entry.direction)] + said(customer) +
                     on_if_typed(options.at, entry.happened.at, context);
  if (loop) line += ", " + said(*loop);
  if (entry.answer_late_from && loop->is_open()) {
    const bool open = wants_an_answer(entry, *loop, context);
    line += open ? ", answer by " + said(*entry.answer_late_from, context) : ", answered since";
  }
  return line + "\n";
}

Answer log(const Options& options, Context& context) {
  Entry entry;
  entry.direction = direction_of(options, context);
  const Customer customer = context.customer_meant(options.customer);
  entry.customer = customer.id;
  entry.happened = context.moment(context.happened(options.at));
  entry.text = context.read(options.text);
  entry.channel = options.channel ? fold(*options.channel) : "";
  entry.minutes = options.minutes;
  entry.mood = options.mood;
  for (const std::string& tag : options.tags) entry.tags.push_back(tag_of(tag));
  entry.no_answer = options.no_answer;
  entry.is_private = options.is_private || entry.direction == Direction::note;
  std::optional<Loop> loop = loop_of(options, customer, entry, context);
  if (loop) entry.loop = loop->id;
  if (loop) open_from(*loop, entry.happened.at, context);
  entry.answer_late_from =
      answer_wanted_by(entry, context.zone(), context.settings.dates(context.now()).week);
  put(context.store(), entry);
  return {.ids = {entry.id},
          .report = recorded("log", {{"id", entry.id},
                                     {"customer_id", customer.id},
                                     {"loop", cell(entry.loop)},
                                     {"at", entry.happened.at},
                                     {"answer_late_from", cell(entry.answer_late_from)}}),
          .text = sentence(options, entry, customer, loop, context),
          .summary = shown(entry.id) + " " + std::string(name_of(entry.direction)) + " " +
                     customer.name + (loop ? ", " + shown(loop->id) : "")};
}

Run declare(Arguments& arguments) {
  auto options = std::make_shared<Options>();
  arguments.required("CUSTOMER", options->customer, "with whom");
  arguments.free_text(options->text, "what was said, as one argument");
  arguments.flag("-i,--in", options->in, "the customer to you");
  arguments.flag("-o,--out", options->out, "you to the customer");
  arguments.flag("-t,--talk", options->talk, "a talk, both ways");
  arguments.flag("--note", options->note, "a private note to yourself");
  arguments.option("--loop", "LOOP", options->loop, "the loop that it belongs to");
  arguments.option("--new", "TITLE", options->new_loop, "open a new loop for it");
  arguments.flag("--no-loop", options->no_loop, "it belongs to no loop");
  arguments.option("--channel", "WORD", options->channel, "phone, email, whatsapp, ...");
  arguments.option("--at", "WHEN", options->at, "when it was, if not now");
  arguments.option("--minutes", "N", options->minutes, "how long it took");
  arguments.choice("--mood", "MOOD", options->mood, "the customer's mood");
  arguments.list("--tag", "WORD", options->tags, "a tag");
  arguments.flag("--no-answer", options->no_answer, "it wants no answer and is none ('thanks')");
  arguments.flag("--private", options->is_private, "never part of what is shared");
  return [options](Context& context) { return log(*options, context); };
}

}  // namespace

constinit const Command log_command{
    .name = "log",
    .group = Group::main_job,
    .summary = "write down what was said",
    .examples =
        "  kept log dana 'asked for the logo in blue' -i --channel whatsapp\n"
        "  kept log dana 'sent two sketches' -o --minutes 40\n"
        "  kept log dana 'thanks!' -i --no-answer\n"
        "  kept log C3 -F mail.txt -i --at 'yesterday 17:30' --new 'Invoice 12'\n",
    .details =
        "The customer's only open loop is meant; several need --loop, --new or --no-loop.\n"
        "Where none is open, -i opens one, and an answer is then due in one business day.\n"
        "-o and -t answer it. A note belongs to a loop only by --loop. -i on a closed\n"
        "loop opens it again.\n",
    .access = Access::write,
    .declare = declare};

}  // namespace kept
