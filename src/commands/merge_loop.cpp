#include "commands/parents.hpp"
#include "commands/table.hpp"
#include "commands/waits.hpp"
#include "kept/text.hpp"

namespace kept {

namespace {

struct Options {
  std::string loop;
  std::optional<std::string> into;
};

Loop target_of(const Options& options, const Loop& loop, Context& context) {
  if (!options.into) throw Error(Exit::usage, "the other loop is missing", "add --into LOOP");
  Loop into = context.loop_meant(*options.into);
  if (into.id == loop.id) throw Error(Exit::usage, shown(loop.id) + " can't be merged into itself");
  if (into.customer != loop.customer) {
    const auto name = [&](const Loop& of) { return customer(context.store(), of.customer)->name; };
    throw Error(Exit::refused,
                shown(into.id) + " is a loop of " + name(into) + ", not of " + name(loop),
                "only loops of one customer can be merged");
  }
  return open_loop_meant(context, *options.into);
}

/// The records of one loop become the other's.
struct Moved {
  std::size_t entries = 0;
  std::size_t promises = 0;
};
Moved move_records(const Loop& from, const Loop& into, Store& store) {
  std::vector<Entry> entries = entries_of_loop(store, from.id);
  std::vector<Promise> promises = promises_of_loop(store, from.id);
  for (Entry& entry : entries) {
    entry.loop = into.id;
    put(store, entry);
  }
  for (Promise& promise : promises) {
    promise.loop = into.id;
    put(store, promise);
  }
  return {entries.size(), promises.size()};
}

/// Open steps go along, under new numbers; those that have ended tell what was done where it was.
void move_steps(Loop& from, Loop& into, const Moment& at) {
  for (Step& step : from.steps) {
    if (!step.is_open()) continue;
    Step& moved = into.steps.emplace_back(step);
    moved.number = 0;
    step.ended = at;
    step.dropped = true;
  }
}

/// A part of the one that goes, at any depth, takes its place: or it would be a part of itself.
void move_children(const Loop& from, Loop& into, Store& store) {
  if (is_part_of(into, from.id, store)) into.parent = from.parent;
  for (Loop& child : children_of(store, from.id)) {
    if (child.id == into.id) continue;
    child.parent = into.id;
    put(store, child);
  }
}

/// What it waited for is told, since the other does not wait for it.
void end_waits(Loop& loop, const Moment& at, const Loop& into, Context& context) {
  const std::vector<Entry> entries = entries_of_loop(context.store(), loop.id);
  write_down_ends(loop, entries);
  if (const Wait* wait = waiting(loop, entries, at.at)) {
    context.notices.push_back(shown(loop.id) + " waited " + std::string(waited_for(wait->on)) +
                              ": " + wait->reason + "; kept wait " + shown(into.id) +
                              " goes on with it");
  }
  while (end_wait(loop, entries, at)) continue;
}

/// What stays of it: a closed loop that names the other.
void leave_tombstone(Loop& loop, const Loop& into, const Moment& at, Store& store) {
  Closing closing;
  closing.closed = at;
  closing.outcome = Outcome::duplicate;
  loop.closings.push_back(std::move(closing));
  loop.merged_into = into.id;
  loop.parent.reset();
  put(store, loop);
}

std::string counted(std::size_t count, const char* one, const char* several) {
  return std::to_string(count) + " " + (count == 1 ? one : several);
}

Answer merge_loop(const Options& options, Context& context) {
  Loop loop = open_loop_meant(context, options.loop);
  Loop into = target_of(options, loop, context);
  Store& store = context.store();
  const Moment at = context.moment(context.now());
  end_waits(loop, at, into, context);
  const Moved moved = move_records(loop, into, store);
  move_steps(loop, into, at);
  move_children(loop, into, store);
  into.opened = std::min(into.opened, loop.opened);
  put(store, into);
  leave_tombstone(loop, into, at, store);
  return {
      .ids = {into.id},
      .report = recorded("merge-loop", {{"id", loop.id},
                                        {"into", into.id},
                                        {"customer_id", loop.customer},
                                        {"entries", static_cast<std::int64_t>(moved.entries)},
                                        {"promises", static_cast<std::int64_t>(moved.promises)}}),
      .text = said(loop) + " merged into " + said(into) + ": " +
              counted(moved.entries, "entry", "entries") + ", " +
              counted(moved.promises, "promise", "promises") + "\n",
      .summary = shown(loop.id) + " into " + shown(into.id)};
}

Run declare(Arguments& arguments) {
  auto options = std::make_shared<Options>();
  arguments.required("LOOP", options->loop, "the loop that goes");
  arguments.option("--into", "LOOP", options->into, "the loop that stays");
  return [options](Context& context) { return merge_loop(*options, context); };
}

}  // namespace

constinit const Command merge_loop_command{
    .name = "merge-loop",
    .group = Group::loops,
    .summary = "two loops are about the same matter",
    .examples = "  kept merge-loop L9 --into L7\n",
    .details =
        "The entries, promises, open steps and children of the first become the second's,\n"
        "which is then as old as the older one. The first stays as a closed loop that\n"
        "names the other; what it waited for ends, and is told. kept undo takes them\n"
        "apart again.\n",
    .access = Access::write,
    .declare = declare};

}  // namespace kept
