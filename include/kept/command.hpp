#pragma once

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kept/arguments.hpp"
#include "kept/error.hpp"
#include "kept/report.hpp"
#include "kept/rules.hpp"
#include "kept/store.hpp"
#include "kept/world.hpp"

namespace kept {

/// What a command found or did. run() prints it once the transaction is committed.
struct Answer {
  /// `-q` prints these, a line each.
  std::vector<Id> ids;
  /// The answer of the machine formats, and of text where `text` is empty.
  Report report;
  /// What people read instead of the report: whole lines, escaped already.
  std::string text;
  /// Instead of all these: printed as it is, in every format. Of what is too long for a report.
  std::string document;
  /// Instead of printing anything, but for --dry-run: run once the store is closed, since it may
  /// take its time, as mail does. Throws Error.
  std::function<void()> deliver;
  /// For a writing command: one line for `history`, with the records' ids in it.
  std::string summary;
  /// On stderr, a line each: what the user should know beside the answer.
  std::vector<std::string> notices;
  /// On stderr, and only to a terminal, where nothing is printed: 'Nothing is overdue.'
  std::string when_empty;
  /// Of undo and redo, which record their own changes.
  bool already_recorded = false;
  Exit status = Exit::done;
  /// Called once all is on disk, and never where that fails or nothing is to be done: for a file
  /// that goes with the change.
  std::function<void()> after_commit = {};
};

/// What people read of it.
std::string text_of(const Answer& answer, const Style& style);

/// What a command runs in. The look-ups name what was typed when they fail, and what to do next:
/// exit 3 with the nearest, or 4 with the candidates.
class Context {
 public:
  Context(const World& world_of_run, const Settings& settings_of_run, Store* opened)
      : world(world_of_run), settings(settings_of_run), opened_store(opened) {}

  const World& world;
  const Settings& settings;

  Store& store() { return *opened_store; }
  Instant now() const { return settings.now; }
  const Zone& zone() const { return settings.zone.value; }
  Day today() const { return zone().day(now()); }

  /// Whom or what a command is about; refused (3 for a customer, else 5) if the person was
  /// forgotten.
  Customer customer_meant(const std::string& typed);
  Loop loop_meant(const std::string& typed);
  Entry entry_meant(const std::string& typed);
  Promise promise_meant(const std::string& typed);
  /// The same for what is only looked at, be it of somebody who was forgotten.
  Loop loop_seen(const std::string& typed);
  Entry entry_seen(const std::string& typed);
  Promise promise_seen(const std::string& typed);
  /// A loop and one of its steps, `L7.2`.
  struct StepMeant {
    Loop loop;
    std::size_t at;  ///< an index into Loop::steps

    Step& step() { return loop.steps[at]; }
  };
  StepMeant step_meant(const std::string& typed);

  /// `--at` and its like: now, or what was typed; refused (2) if it is in the future. `name` is the
  /// option's, for the error.
  Instant happened(const std::optional<std::string>& typed, std::string_view name = "--at");
  /// A due time, counted from `from`; refused (2) if it has passed by then.
  Due due(const std::string& typed, Instant from);
  /// When a wait is over: a day alone is its first second. Refused (2) if that has passed.
  Instant over_by(const std::string& typed, std::string_view name);
  /// The end and the start of a period.
  Instant until(const std::string& typed, std::string_view name);
  Instant since(const std::string& typed);

  /// An event of the change that is being made.
  Moment moment(Instant at) { return {at, store().recording()}; }

  /// The text that was gathered; refused (2) if none was given.
  std::string read(const FreeText& text);

  /// Notices for the answer that the look-ups came by, such as a local time that comes twice.
  std::vector<std::string> notices;

 private:
  When when(const std::string& typed, Instant from, std::string_view name, bool past);
  Store* opened_store;
};

using Run = std::function<Answer(Context&)>;

/// The answer with the notices that its look-ups came by.
Answer with_notices(Answer answer, const Context& context);

/// Under which title a command stands in `kept --help`; the six that run the main job come first.
enum class Group { main_job, every_day, customers, loops, look_and_mend, data };

/// Whether a command needs the store, and may write to it.
enum class Access { none, read, write };

/// Which of these a command offers, beside the formats that every command has.
struct OwnFormats {
  bool mail = false;
  bool ics = false;
  bool vcf = false;

  bool offer(Format format) const;
};

/// A command: link-time data in the file that implements it, and one row in the table of commands.
struct Command {
  std::string_view name;
  Group group;
  std::string_view summary;   ///< one line of `kept --help`
  std::string_view examples;  ///< lines of shell; the first thing in its help
  std::string_view details;   ///< what its help says after the options; may be empty
  Access access;
  OwnFormats formats = {};
  /// Never a line of `batch`: it does what is no part of one change, or sees nothing of it.
  bool alone = false;
  /// Declares the parameters and answers what to run, which owns their values.
  Run (*declare)(Arguments&);
};

/// Fills `content` from wherever the text comes, trimmed, before the store is opened for writing:
/// an editor or a slow pipe must not hold other writers up. Refused (2) if it is given twice, empty
/// or not UTF-8.
void gather(FreeText& text, const World& world, const Settings& settings);
/// Reads stdin where that is meant, for the same reason; refused (66) if a file can't be read.
/// Nothing where none was named.
void gather(InputFile& file, const World& world, const Settings& settings);

/// All commands, in the order of `kept --help`.
std::span<const Command* const> commands();
/// Refused (2) where there is none of that name, naming the nearest.
const Command& command_named(const std::string& name);

/// The options that every command takes.
void declare_globals(Arguments& globals, GlobalOptions& options);

// ---- words for people ------------------------------------------------------------------------

/// Somebody's words inside a line for people: escaped, elided to 60 columns, isolated. Not for
/// errors and notices, which are escaped as a whole when they are told.
std::string said(std::string_view words);
/// `Dana Levi (C3)`
std::string said(const Customer& customer);
/// `L7 'Logo'`
std::string said(const Loop& loop);
/// `due Thu 2026-03-26, end of day, in 3 days`
std::string said(const Due& due, const Context& context);
/// `Thu 2026-03-26 14:30`
std::string said(Instant instant, const Context& context);

/// ` on Thu 2026-03-26 14:30` where a time was typed: what was understood is said. Else nothing.
std::string on_if_typed(const std::optional<std::string>& typed, Instant at,
                        const Context& context);

/// The answer of a command that recorded one thing: an object of these fields.
Report recorded(std::string_view command, const std::vector<NamedCell>& fields);

// ---- shared by several commands --------------------------------------------------------------

/// What matters() says of the store, or of one customer: the one source of `overdue`, `today` and
/// `report`.
std::vector<Matter> matters_owed(Context& context, Instant as_of, Instant until,
                                 const std::optional<Id>& of_customer);

/// A loop with all that was said and promised in it.
LoopStory story_of(Store& store, Loop loop);

/// The loop that an option names, which must be this customer's and not merged into another; and
/// one that must be open, too, of this customer or of anybody.
Loop loop_of_customer(Context& context, const std::string& typed, Id of_customer);
Loop open_loop_meant(Context& context, const std::string& typed, Id of_customer);
Loop open_loop_meant(Context& context, const std::string& typed);
/// Refused (5) where the loop was merged into another.
void hold_to_unmerged(const Loop& loop);

/// How soon an entry wants its answer, by the config; one business day where it is in no loop.
Allowance answer_within(const Entry& entry, Context& context);

/// Opens a closed loop again if an entry in it says so, telling the user.
void reopen_if_closed(Loop& loop, const Entry& entry, Context& context);

/// The customer's only open loop; exit 4 with the list where there are several, and what else could
/// be said: "--no-loop".
std::optional<Loop> only_open_loop(Context& context, const Customer& customer,
                                   const std::string& otherwise);

/// Refuses (2) a format that a command offers for some of its answers, and not for this one;
/// `offering` is the command line that has it: "kept list customers".
void hold_to_format(const Context& context, Format format, bool offered, std::string_view offering);

/// Refuses (2) two options that exclude each other, and none of them where one is needed. Answers
/// the index of the one that was given.
struct Alternative {
  std::string_view name;
  bool given;
};
std::optional<std::size_t> at_most_one(std::span<const Alternative> alternatives);
std::size_t exactly_one(std::span<const Alternative> alternatives);

/// Refused (2) where a rating is not 1 to 5.
void hold_to_rating(const std::optional<int>& rating);

/// Trimmed, on one line; refused (2) if nothing is left. `what` begins the message: "the name".
std::string line_of_text(std::string_view what, const std::string& typed);
/// The same, where nothing takes away what stood there.
std::string line_or_nothing(std::string_view what, const std::string& typed);

/// A tag: a line without a comma, since commas stand between tags.
std::string tag_of(const std::string& typed);

/// Now or what was typed, but not before `earliest`, which `what` names: "P12 was made".
Instant happened_after(Context& context, const std::optional<std::string>& typed, Instant earliest,
                       const std::string& what, std::string_view name = "--at");

}  // namespace kept
