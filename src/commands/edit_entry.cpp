#include "commands/table.hpp"
#include "kept/text.hpp"

namespace kept {

namespace {

struct Options {
  std::string entry;
  FreeText text;
  bool in = false;
  bool out = false;
  bool talk = false;
  std::optional<std::string> loop;
  bool no_loop = false;
  std::optional<std::string> channel;
  std::optional<std::string> at;
  std::optional<int> minutes;
  std::optional<Mood> mood;
  bool no_answer = false;
  bool wants_answer = false;
  bool is_private = false;
  bool shareable = false;
};

void move_to_loop(const Options& options, Entry& entry, Context& context) {
  const std::array ways{Alternative{"--loop", options.loop.has_value()},
                        Alternative{"--no-loop", options.no_loop}};
  at_most_one(ways);
  if (options.no_loop) entry.loop.reset();
  if (options.loop) entry.loop = loop_of_customer(context, *options.loop, entry.customer).id;
}

void set_clock(Entry& entry, const Entry& before, Context& context) {
  entry.answer_late_from =
      answer_wanted_by(entry, before, answer_within(entry, context), context.zone(),
                       context.settings.dates(context.now()).week);
  const bool starts =
      entry.answer_late_from && (!before.answer_late_from || entry.loop != before.loop);
  if (!starts) return;
  Loop loop = *kept::loop(context.store(), *entry.loop);
  reopen_if_closed(loop, entry, context);
}

void set_flags(const Options& options, Entry& entry) {
  const std::array answers{Alternative{"--no-answer", options.no_answer},
                           Alternative{"--wants-answer", options.wants_answer}};
  if (const auto chosen = at_most_one(answers)) entry.no_answer = *chosen == 0;
  const std::array shares{Alternative{"--private", options.is_private},
                          Alternative{"--shareable", options.shareable}};
  if (const auto chosen = at_most_one(shares)) entry.is_private = *chosen == 0;
  const std::array directions{Alternative{"--in", options.in}, Alternative{"--out", options.out},
                              Alternative{"--talk", options.talk}};
  if (const auto chosen = at_most_one(directions)) {
    entry.direction = static_cast<Direction>(*chosen);
  }
  if (entry.direction != Direction::note) return;
  if (options.shareable) {
    throw Error(Exit::refused, shown(entry.id) + " is a note, and notes are private",
                "what may be shared is logged with -i, -o or -t");
  }
  entry.is_private = true;
}

Answer edit_entry(const Options& options, Context& context) {
  Entry entry = context.entry_meant(options.entry);
  const Entry before = entry;
  if (options.text.given()) entry.text = context.read(options.text);
  if (options.at) entry.happened.at = context.happened(options.at);
  if (options.channel) entry.channel = fold(*options.channel);
  if (options.minutes) entry.minutes = options.minutes;
  if (options.mood) entry.mood = options.mood;
  move_to_loop(options, entry, context);
  set_flags(options, entry);
  set_clock(entry, before, context);
  put(context.store(), entry);
  std::string line = shown(entry.id) + " " + said(entry.happened.at, context) + " " +
                     std::string(name_of(entry.direction)) + ": " + said(entry.text);
  if (entry.loop) line += ", " + shown(*entry.loop);
  return {.ids = {entry.id},
          .report = recorded("edit-entry", {{"id", entry.id},
                                            {"customer_id", entry.customer},
                                            {"loop", cell(entry.loop)},
                                            {"at", entry.happened.at},
                                            {"answer_late_from", cell(entry.answer_late_from)}}),
          .text = line + "\n",
          .summary = shown(entry.id) + " " + first_line(entry.text, 40)};
}

Run declare(Arguments& arguments) {
  auto options = std::make_shared<Options>();
  arguments.required("ENTRY", options->entry, "the entry's id");
  arguments.new_text(options->text);
  options->text.present = [of = options.get()](Context& context) {
    return context.entry_meant(of->entry).text;
  };
  arguments.flag("-i,--in", options->in, "it was the customer to you");
  arguments.flag("-o,--out", options->out, "it was you to the customer");
  arguments.flag("-t,--talk", options->talk, "it was a talk, both ways");
  arguments.option("--at", "WHEN", options->at, "when it was");
  arguments.option("--loop", "LOOP", options->loop, "the loop that it belongs to");
  arguments.flag("--no-loop", options->no_loop, "it belongs to no loop");
  arguments.option("--channel", "WORD", options->channel, "phone, email, whatsapp, ...");
  arguments.option("--minutes", "N", options->minutes, "how long it took");
  arguments.choice("--mood", "MOOD", options->mood, "the customer's mood");
  arguments.flag("--no-answer", options->no_answer, "it wants no answer and is none");
  arguments.flag("--wants-answer", options->wants_answer, "it does want one");
  arguments.flag("--private", options->is_private, "never part of what is shared");
  arguments.flag("--shareable", options->shareable, "it may be shared");
  return [options](Context& context) { return edit_entry(*options, context); };
}

}  // namespace

constinit const Command edit_entry_command{
    .name = "edit-entry",
    .group = Group::look_and_mend,
    .summary = "mend an entry that was written down wrong",
    .examples =
        "  kept edit-entry E45 --text 'asked for the logo in green'\n"
        "  kept edit-entry E45 --at 'yesterday 17:30' --loop L7\n"
        "  kept edit-entry E45 --no-answer\n",
    .details = "What stood before is kept: kept history E45 shows it.\n",
    .access = Access::write,
    .declare = declare};

}  // namespace kept
