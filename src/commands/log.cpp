#include <algorithm>

#include "commands/from_mail.hpp"
#include "commands/promising.hpp"
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
  std::optional<LoopKind> kind;
  std::optional<Priority> priority;
  bool no_loop = false;
  std::optional<std::string> channel;
  std::optional<std::string> at;
  std::optional<int> minutes;
  std::optional<Mood> mood;
  std::vector<std::string> tags;
  bool no_answer = false;
  bool is_private = false;
  bool chase = false;
  bool holding = false;
  std::optional<std::string> promise;
  std::optional<std::string> due;
  InputFile mail;
  bool create_customer = false;
  bool cut_quotes = false;
};

/// The mail that is logged, if any.
using MailIfAny = std::optional<Mailed>;

MailIfAny mail_of(const Options& options) {
  const bool is_given = !options.mail.name.empty();
  if (!is_given && (options.create_customer || options.cut_quotes)) {
    throw Error(Exit::usage,
                std::string(options.cut_quotes ? "--cut-quotes" : "--create-customer") +
                    " goes with --from-mail");
  }
  if (!is_given) return std::nullopt;
  if (options.text.given()) throw Error(Exit::usage, "--from-mail has the text", "leave TEXT out");
  if (options.talk || options.note) {
    throw Error(Exit::usage, "a mail is -i (from the customer) or -o (to them)");
  }
  return read_mailed(options.mail);
}

Direction direction_of(const Options& options, const Context& context) {
  const std::array ways{Alternative{"--in", options.in}, Alternative{"--out", options.out},
                        Alternative{"--talk", options.talk}, Alternative{"--note", options.note}};
  if (const auto chosen = at_most_one(ways)) return static_cast<Direction>(*chosen);
  if (!options.mail.name.empty()) return Direction::in;
  if (context.settings.config.log) return *context.settings.config.log;
  throw Error(Exit::usage, "who spoke is missing",
              "add -i (the customer), -o (you), -t (both) or --note (to yourself)");
}

/// A holding reply answers only by saying when the answer comes.
void hold_to_meaning(const Options& options, Direction direction) {
  const bool ours = direction == Direction::out || direction == Direction::talk;
  if (options.chase && direction != Direction::in) {
    throw Error(Exit::usage, "--chase says that the customer asked again, and goes with -i",
                "kept chase LOOP says that you did");
  }
  if (options.holding && (!options.promise || !options.due)) {
    throw Error(Exit::usage, "a holding reply answers nothing without a promise and its due time",
                "add --promise TEXT and --due WHEN");
  }
  if ((options.holding || options.promise) && !ours) {
    throw Error(Exit::usage, "what you promise goes with -o or -t");
  }
  if ((options.holding || options.promise) && options.no_answer) {
    throw Error(Exit::usage, "--no-answer says that it is none, and a promise is one");
  }
  if (options.due && !options.promise) {
    throw Error(Exit::usage, "--due is of a promise", "add --promise TEXT");
  }
}

Loop opened(const std::string& title, const Options& options, const Customer& customer, Instant at,
            Context& context) {
  Loop loop;
  loop.customer = customer.id;
  loop.title = title;
  loop.kind = options.kind.value_or(LoopKind::inquiry);
  loop.priority = options.priority.value_or(Priority::normal);
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

std::optional<Loop> loop_of(const Options& options, const MailIfAny& mail, const Customer& customer,
                            const Entry& entry, Context& context) {
  const std::array ways{Alternative{"--loop", options.loop.has_value()},
                        Alternative{"--new", options.new_loop.has_value()},
                        Alternative{"--no-loop", options.no_loop}};
  at_most_one(ways);
  const Instant at = entry.happened.at;
  if (options.loop) return named_loop(options, customer, entry, context);
  if (options.new_loop) {
    return opened(line_of_text("--new", *options.new_loop), options, customer, at, context);
  }
  if (options.no_loop) return std::nullopt;
  if (auto thread = mail ? loop_of_thread(*mail, customer.id, context) : std::nullopt) {
    reopen_if_closed(*thread, entry, context);
    return thread;
  }
  const std::vector<Loop> open = open_loops_of(context.store(), customer.id);
  const LoopChoice choice = loop_meant(entry.direction, entry.no_answer, open);
  switch (choice.what) {
    case LoopChoice::What::this_loop:
      return loop(context.store(), *choice.loop);
    case LoopChoice::What::open_a_new_one:
      return opened(
          first_line(mail && !mail->title.empty() ? mail->title : entry.text, title_columns),
          options, customer, at, context);
    case LoopChoice::What::ambiguous:
      return only_open_loop(context, customer, "--new TITLE or --no-loop");
    case LoopChoice::What::none:
      break;
  }
  return std::nullopt;
}

/// --kind and --priority are of a loop that the entry opens, not of one that is there.
void hold_to_new_loop(const Options& options, const std::optional<Loop>& loop, Context& context) {
  if (!options.kind && !options.priority) return;
  if (loop && loop->opened.recorded == context.store().recording()) return;
  throw Error(Exit::usage, "--kind and --priority are of a loop that is opened",
              loop ? "kept edit-loop " + shown(loop->id) + " changes those of " + shown(loop->id)
                   : std::string("add --new TITLE"));
}

/// A talk has both sides in it, and may yet have left something to wait for.
void tell_of_wait(const Entry& entry, const std::optional<Loop>& loop, Context& context) {
  if (!loop || loop->waits.empty() || entry.direction != Direction::talk) return;
  const auto said_so_far = entries_of_loop(context.store(), loop->id);
  const Wait* wait = waiting(*loop, said_so_far, context.now());
  if (wait == nullptr || wait->on != WaitingOn::customer) return;
  context.notices.push_back(shown(loop->id) + " still waits for the customer: " + wait->reason +
                            " (kept unwait " + shown(loop->id) + ")");
}

/// A loop is as old as the first thing that was said in it.
void open_from(Loop& loop, Instant at, Context& context) {
  if (loop.opened.at <= at) return;
  loop.opened.at = at;
  put(context.store(), loop);
}

/// One that was written down late may have its answer already.
bool wants_an_answer(const Entry& entry, const Loop& loop, Context& context) {
  // What came before it is no answer to it.
  const auto later = entries_of_loop_since(context.store(), loop.id, entry.happened);
  const auto promises = promises_of_loop(context.store(), loop.id);
  const std::vector<Id> open = unanswered(later, promises, context.now());
  return std::find(open.begin(), open.end(), entry.id) != open.end();
}

std::string sentence(const std::optional<std::string>& told_at, const Entry& entry,
                     const Customer& customer, const std::optional<Loop>& loop, Context& context) {
  constexpr std::array words{" from ", " to ", " with ", " on "};
  std::string line = shown(entry.id) + " " + std::string(name_of(entry.direction)) +
                     words[static_cast<std::size_t>(entry.direction)] + said(customer) +
                     on_if_typed(told_at, entry.happened.at, context);
  if (loop) line += ", " + said(*loop);
  if (entry.answer_late_from && loop->is_open()) {
    const bool open = wants_an_answer(entry, *loop, context);
    line += open ? ", answer by " + said(*entry.answer_late_from, context) : ", answered since";
  }
  return line + "\n";
}

std::string sentence(const Promise& promise, const Context& context) {
  return shown(promise.id) + " " + said(promise.deadlines.front().due, context) + ": " +
         said(promise.text) + "\n";
}

Entry entry_of(const Options& options, const MailIfAny& mail, const Customer& customer,
               Context& context) {
  Entry entry;
  entry.direction = direction_of(options, context);
  hold_to_meaning(options, entry.direction);
  entry.customer = customer.id;
  const bool by_mail = mail && !options.at;
  entry.happened = context.moment(by_mail ? time_of(*mail, context) : context.happened(options.at));
  entry.text = mail ? words_of(*mail, {}, options.cut_quotes) : context.read(options.text);
  entry.channel = options.channel ? fold(*options.channel) : mail ? "email" : "";
  entry.minutes = options.minutes;
  entry.mood = options.mood;
  for (const std::string& tag : options.tags) entry.tags.push_back(tag_of(tag));
  entry.no_answer = options.no_answer || (mail && mail->message.is_automatic);
  entry.is_private = options.is_private || entry.direction == Direction::note;
  entry.chase = options.chase;
  if (mail) entry.keys = {mail->key};
  if (mail && mail->message.is_automatic) {
    context.notices.emplace_back("the mail was sent by a machine: it wants no answer and is none");
  }
  return entry;
}

/// Refuses what goes beyond the entry that is there, and would silently not be done.
void hold_to_known(const Entry& entry, const Options& options, Context& context) {
  const std::string is_known =
      shown(entry.id) + " is this mail already, of " + shown(entry.customer);
  if (!options.customer.empty()) {
    const Id meant = context.customer_meant(options.customer).id;
    if (meant != entry.customer) {
      throw Error(Exit::refused, is_known,
                  "kept log " + shown(meant) + " TEXT logs it for " + shown(meant) + ", too");
    }
  }
  if (options.promise) {
    throw Error(Exit::refused, is_known + ": the promise was not recorded",
                "kept promise " + shown(entry.customer) + " TEXT --due WHEN records it");
  }
}

/// The same mail came before: by another rule of the mailbox, or the same one again.
Answer known_already(const Entry& entry, const Options& options, Context& context) {
  hold_to_known(entry, options, context);
  const Customer whose = customer(context.store(), entry.customer).value();
  return {.ids = {entry.id},
          .report = recorded("log", {{"id", entry.id},
                                     {"customer_id", entry.customer},
                                     {"loop", cell(entry.loop)},
                                     {"at", entry.happened.at},
                                     {"answer_late_from", cell(entry.answer_late_from)},
                                     {"promise", Cell()},
                                     {"due", Cell()}}),
          .text = shown(entry.id) + " is this mail already, of " + said(whose) + "\n"};
}

Customer customer_of(const Options& options, const MailIfAny& mail, Context& context) {
  if (!mail || !options.customer.empty()) return context.customer_meant(options.customer);
  return correspondent(*mail, direction_of(options, context), options.create_customer, context);
}

Answer log(const Options& options, Context& context) {
  const MailIfAny mail = mail_of(options);
  const auto known = mail ? record_with_key(context.store(), Kind::entry, mail->key) : std::nullopt;
  if (known) return known_already(entry(context.store(), *known).value(), options, context);
  const Customer customer = customer_of(options, mail, context);
  Entry entry = entry_of(options, mail, customer, context);
  std::optional<Loop> loop = loop_of(options, mail, customer, entry, context);
  if (mail) entry.text = words_of(*mail, loop, options.cut_quotes);
  hold_to_new_loop(options, loop, context);
  if (loop) entry.loop = loop->id;
  if (loop) open_from(*loop, entry.happened.at, context);
  entry.answer_late_from = answer_wanted_by(entry, answer_within(entry, context), context.zone(),
                                            context.settings.dates(context.now()).week);
  put(context.store(), entry);
  tell_of_wait(entry, loop, context);
  Answer answer{.ids = {entry.id},
                .text = sentence(mail ? "Date" : options.at, entry, customer, loop, context),
                .summary = shown(entry.id) + " " + std::string(name_of(entry.direction)) + " " +
                           customer.name + (loop ? ", " + shown(loop->id) : "")};
  std::vector<NamedCell> fields{{"id", entry.id},
                                {"customer_id", customer.id},
                                {"loop", cell(entry.loop)},
                                {"at", entry.happened.at},
                                {"answer_late_from", cell(entry.answer_late_from)},
                                {"promise", Cell()},
                                {"due", Cell()}};
  if (options.promise) {
    const Promise promise =
        make_promise(customer, loop, line_of_text("--promise", *options.promise), options.due,
                     entry.happened, false, context);
    answer.ids.push_back(promise.id);
    answer.text += sentence(promise, context);
    answer.summary += ", " + shown(promise.id);
    fields[fields.size() - 2].cell = promise.id;
    fields.back().cell = promise.deadlines.front().due;
  }
  answer.report = recorded("log", fields);
  return answer;
}

Run declare(Arguments& arguments) {
  auto options = std::make_shared<Options>();
  arguments.required("CUSTOMER", options->customer, "with whom");
  arguments.free_text(options->text, "what was said, as one argument");
  arguments.input_option("--from-mail", options->mail, "a mail instead, from a file or -");
  arguments.flag("-i,--in", options->in, "the customer to you");
  arguments.flag("-o,--out", options->out, "you to the customer");
  arguments.flag("-t,--talk", options->talk, "a talk, both ways");
  arguments.flag("--note", options->note, "a private note to yourself");
  arguments.option("--loop", "LOOP", options->loop, "the loop that it belongs to");
  arguments.option("--new", "TITLE", options->new_loop, "open a new loop for it");
  arguments.choice("--kind", "KIND", options->kind, "what it is, of a loop that it opens");
  arguments.choice("--priority", "PRIORITY", options->priority, "how much it matters, the same");
  arguments.flag("--no-loop", options->no_loop, "it belongs to no loop");
  arguments.option("--channel", "WORD", options->channel, "phone, email, whatsapp, ...");
  arguments.option("--at", "WHEN", options->at, "when it was, if not now");
  arguments.option("--minutes", "N", options->minutes, "how long it took");
  arguments.choice("--mood", "MOOD", options->mood, "the customer's mood");
  arguments.list("--tag", "WORD", options->tags, "a tag");
  arguments.flag("--no-answer", options->no_answer, "it wants no answer and is none ('thanks')");
  arguments.flag("--chase", options->chase, "the customer asks again for what should have come");
  arguments.flag("--holding", options->holding, "it only says when the answer comes");
  arguments.option("--promise", "TEXT", options->promise, "what you promised in it");
  arguments.option("--due", "WHEN", options->due, "by when, of the promise");
  arguments.flag("--create-customer", options->create_customer, "make who wrote the mail, if new");
  arguments.flag("--cut-quotes", options->cut_quotes, "leave out the mail that it answers");
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
        "  kept log dana 'we look into it' -o --holding --promise 'an answer' --due +2bd\n"
        "  kept log C3 -F mail.txt -i --at 'yesterday 17:30' --new 'Invoice 12'\n"
        "  kept log --from-mail message.eml\n",
    .details =
        "The customer's only open loop is meant; several need --loop, --new or --no-loop.\n"
        "Where none is open, -i opens one, and an answer is then due in one business day,\n"
        "or as the config says. -o and -t answer it; a holding reply only with a promise.\n"
        "A note belongs to a loop only by --loop. -i on a closed loop opens it again.\n"
        "\n"
        "Of a mail, the sender says whose it is (with -o, whom it went to), and its text,\n"
        "date and thread the rest: an answer goes to the loop of what it answers. A mail\n"
        "that comes twice is logged once. From mutt, and from procmail:\n"
        "  macro index,pager L '<pipe-message>kept log --from-mail -<enter>'\n"
        "  :0 cw\n"
        "  | kept log --from-mail -\n",
    .access = Access::write,
    .declare = declare};

}  // namespace kept
