#include <set>

#include "commands/copies.hpp"
#include "commands/reading.hpp"
#include "commands/table.hpp"
#include "kept/shell.hpp"

namespace kept {

namespace {

/// What is held on somebody, and what of it is not over yet.
struct Counts {
  std::int64_t loops = 0;
  std::int64_t open_loops = 0;
  std::int64_t entries = 0;
  std::int64_t promises = 0;
  std::int64_t open_promises = 0;
  std::int64_t taken_back = 0;
};

Counts count(const std::set<Id>& held, Id customer, Store& store) {
  Counts counts;
  for (const Loop& loop : loops_of(store, customer)) {
    ++counts.loops;
    counts.open_loops += loop.is_open();
  }
  counts.entries = std::ssize(entries_of(store, customer));
  for (const Promise& promise : promises_of(store, customer)) {
    ++counts.promises;
    counts.open_promises += !promise.resolution;
  }
  const std::int64_t customers = kept::customer(store, customer) ? 1 : 0;
  counts.taken_back =
      std::ssize(held) - customers - counts.loops - counts.entries - counts.promises;
  return counts;
}

std::string counted(std::int64_t count, const char* one, const char* several) {
  return std::to_string(count) + " " + (count == 1 ? one : several);
}

std::string in_words(const Counts& counts) {
  const auto open = [](std::int64_t count) {
    return count > 0 ? " (" + std::to_string(count) + " open)" : "";
  };
  const std::string standing = counted(counts.loops, "loop", "loops") + open(counts.open_loops) +
                               ", " + counted(counts.entries, "entry", "entries") + ", " +
                               counted(counts.promises, "promise", "promises") +
                               open(counts.open_promises);
  return counts.taken_back == 0
             ? standing
             : standing + ", " + std::to_string(counts.taken_back) + " taken back";
}

/// What a forgetting erases, and what it leaves to the user.
struct Outlook {
  Customer customer;
  Counts erased;
  std::vector<Copy> copies;
  Mentions mentions;
};

Outlook outlook_on(const std::string& typed, Context& context) {
  Store& store = context.store();
  const Customer customer = customer_held(typed, context);
  const std::set<Id> held = held_on(store, customer.id);
  return {customer, count(held, customer.id, store), copies_with(customer, context),
          mentions_of(store, held)};
}

Texts texts_of(const std::set<Id>& ids) {
  Texts list;
  for (const Id id : ids) list.texts.push_back(shown(id));
  return list;
}

std::string listed(const std::set<Id>& ids) {
  std::string list;
  for (const Id id : ids) list += (list.empty() ? "" : ", ") + shown(id);
  return list;
}

std::vector<std::string> notices_of(const Outlook& outlook) {
  std::vector<std::string> notices;
  for (const Copy& copy : outlook.copies) {
    for (const Id id : copy.ids) {
      notices.push_back("a copy still has the person: kept forget " + shown(id) + " --yes --db " +
                        in_shell_quotes(copy.file.string()));
    }
    if (!copy.unreadable.empty()) {
      notices.push_back("a copy may still have the person, and cannot be read: " + copy.unreadable +
                        "; make it readable and forget the person there, or erase it");
    }
  }
  const Mentions& mentions = outlook.mentions;
  if (!mentions.now.empty()) {
    notices.push_back("others may mention the person in their texts: " + listed(mentions.now));
  }
  if (!mentions.before.empty()) {
    notices.push_back(
        "what stood before in texts of others may mention the person, and stays in kept history: " +
        listed(mentions.before));
  }
  return notices;
}

/// `change` is the forgetting, where it was done.
Report report_of(const Outlook& outlook, const std::optional<Id>& change) {
  Texts copies;
  Texts unreadable;
  for (const Copy& copy : outlook.copies) {
    (copy.unreadable.empty() ? copies : unreadable).texts.push_back(copy.file.string());
  }
  return recorded("forget", {{"id", outlook.customer.id},
                             {"change", cell(change)},
                             {"loops", outlook.erased.loops},
                             {"entries", outlook.erased.entries},
                             {"promises", outlook.erased.promises},
                             {"taken_back", outlook.erased.taken_back},
                             {"copies", copies},
                             {"unreadable", unreadable},
                             {"mentions", texts_of(outlook.mentions.now)},
                             {"mentions_before", texts_of(outlook.mentions.before)}});
}

Answer forget_customer(const std::string& typed, Context& context) {
  const Outlook outlook = outlook_on(typed, context);
  const Id id = outlook.customer.id;
  const std::string fate = " would be erased, for good: " + in_words(outlook.erased);
  Answer answer{.ids = {id}, .notices = notices_of(outlook), .already_recorded = true};
  if (context.settings.dry_run) {
    answer.text = said(outlook.customer) + fate + "\n";
    answer.report = report_of(outlook, std::nullopt);
    return answer;
  }
  if (!context.settings.yes) {
    std::string what = outlook.customer.name + " (" + shown(id) + ")" + fate;
    for (const std::string& notice : answer.notices) what += "\n  " + notice;
    throw Error(Exit::refused, what,
                "add --yes to do it; kept export all --customer " + shown(id) +
                    " --readable writes down what is held");
  }
  const Change made = forget(context.store(), id, context.now());
  answer.text = shown(id) + " is forgotten, for good: " + in_words(outlook.erased) + "\n";
  answer.report = report_of(outlook, made.id);
  return answer;
}

Run declare(Arguments& arguments) {
  auto customer = std::make_shared<std::string>();
  arguments.required("CUSTOMER", *customer, "id, handle, e-mail, phone or name");
  return [customer](Context& context) { return forget_customer(*customer, context); };
}

}  // namespace

constinit const Command forget_command{
    .name = "forget",
    .group = Group::customers,
    .summary = "erase a person everywhere, for good",
    .examples =
        "  kept forget dana --dry-run\n"
        "  kept forget dana --yes\n"
        "  kept forget C3 --yes --db ~/backups/kept-2026-03-26T143005Z.db\n",
    .details =
        "Contacts, tags, fields, keys and every text that was typed go: from the records,\n"
        "the search index, the history of changes and the free space of the file. What\n"
        "stays is a customer without a name, with times, kinds and verdicts, so that\n"
        "reports by month keep their figures; by product, handler or channel they lose\n"
        "it. What was open ends: promises are released, breaches settled, loops lapse.\n"
        "Neither this nor an older change that held the person can be undone. A later\n"
        "import of the same rows brings them as new.\n\n"
        "Who was taken back is still held in the history of changes, and is named by the\n"
        "id: kept forget C7.\n\n"
        "It says which copies still have the person or cannot be read, of those that kept\n"
        "backup made and of files beside the store, and which texts of others may mention\n"
        "the name; all are left to you, as are copies that were made in other ways. What\n"
        "you take out of a text stays in its history. Without --yes, or with --dry-run,\n"
        "it says all this and erases nothing.\n\n"
        "The file and its journal are overwritten before they are freed; what a file\n"
        "system, its snapshots or a flash disk keep of older blocks, no program can tell.\n",
    .access = Access::write,
    .alone = true,
    .declare = declare};

}  // namespace kept
