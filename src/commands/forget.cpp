#include <set>

#include "commands/copies.hpp"
#include "commands/table.hpp"
#include "kept/text.hpp"

namespace kept {

namespace {

/// What is held on somebody, and what of it is not over yet.
struct Held {
  std::int64_t loops = 0;
  std::int64_t open_loops = 0;
  std::int64_t entries = 0;
  std::int64_t promises = 0;
  std::int64_t open_promises = 0;
};

Held held_on(Id customer, Context& context) {
  Store& store = context.store();
  Held held;
  for (const Loop& loop : loops_of(store, customer)) {
    ++held.loops;
    held.open_loops += loop.is_open();
  }
  held.entries = std::ssize(entries_of(store, customer));
  for (const Promise& promise : promises_of(store, customer)) {
    ++held.promises;
    held.open_promises += !promise.resolution;
  }
  return held;
}

std::string counted(std::int64_t count, const char* one, const char* several) {
  return std::to_string(count) + " " + (count == 1 ? one : several);
}

std::string in_words(const Held& held) {
  const auto open = [](std::int64_t count) {
    return count > 0 ? " (" + std::to_string(count) + " open)" : "";
  };
  return counted(held.loops, "loop", "loops") + open(held.open_loops) + ", " +
         counted(held.entries, "entry", "entries") + ", " +
         counted(held.promises, "promise", "promises") + open(held.open_promises);
}

/// Records of others in whose texts the name stands, or an address.
std::set<Id> mentions_of(const Customer& customer, Store& store) {
  std::vector<std::string> looked_for{customer.name};
  looked_for.insert(looked_for.end(), customer.emails.begin(), customer.emails.end());
  looked_for.insert(looked_for.end(), customer.phones.begin(), customer.phones.end());
  std::set<Id> ids;
  for (const std::string& text : looked_for) {
    for (const Id id : found(store, fold(text))) ids.insert(id);
  }
  return ids;
}

/// Somebody in a copy, where the same person may have another id.
struct Copied {
  std::string file;
  Id id;
};

std::vector<Copied> copies_naming(const Customer& customer, Context& context) {
  const std::string source = own_source(context.store());
  std::vector<Copied> copies;
  for (const std::filesystem::path& file : possible_copies(context)) {
    for (const Id id : still_named(file, customer, source)) copies.push_back({file.string(), id});
  }
  return copies;
}

Answer answer_of(const Customer& customer, const Held& held, const Change& made, Context& context) {
  Answer answer{.ids = {customer.id}, .already_recorded = true};
  Texts copies;
  Texts mentions;
  for (const Id id : mentions_of(customer, context.store())) mentions.texts.push_back(shown(id));
  answer.text = shown(customer.id) + " is forgotten, for good: " + in_words(held) + "\n";
  for (const Copied& copy : copies_naming(customer, context)) {
    if (copies.texts.empty() || copies.texts.back() != copy.file) copies.texts.push_back(copy.file);
    answer.notices.push_back("a copy still has the person: kept forget " + shown(copy.id) +
                             " --yes --db " + in_quotes(copy.file));
  }
  if (!mentions.texts.empty()) {
    std::string list;
    for (const std::string& id : mentions.texts) list += (list.empty() ? "" : ", ") + id;
    answer.notices.push_back("others may mention the person in their texts: " + list);
  }
  answer.report = recorded("forget", {{"id", customer.id},
                                      {"change", made.id},
                                      {"loops", held.loops},
                                      {"entries", held.entries},
                                      {"promises", held.promises},
                                      {"copies", copies},
                                      {"mentions", mentions}});
  return answer;
}

Answer forget_customer(const std::string& typed, Context& context) {
  const Customer customer = context.customer_meant(typed);
  const Held held = held_on(customer.id, context);
  const std::string fate = " would be erased, for good: " + in_words(held);
  if (context.settings.dry_run) {
    return {.ids = {customer.id}, .text = said(customer) + fate + "\n", .already_recorded = true};
  }
  if (!context.settings.yes) {
    throw Error(Exit::refused, customer.name + " (" + shown(customer.id) + ")" + fate,
                "add --yes to do it; kept export all --customer " + shown(customer.id) +
                    " writes down what is held");
  }
  const Change made = forget(context.store(), customer.id, context.now());
  return answer_of(customer, held, made, context);
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
        "It says which copies still have the person, of those that kept backup made and\n"
        "of files beside the store, and which texts of others may mention the name; both\n"
        "are left to you, as are copies that were made in other ways. The file and its\n"
        "journal are overwritten before they are freed; what a file system, its snapshots\n"
        "or a flash disk keep of older blocks, no program can tell.\n",
    .access = Access::write,
    .alone = true,
    .declare = declare};

}  // namespace kept
