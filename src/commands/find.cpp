#include <algorithm>

#include "commands/reading.hpp"
#include "commands/table.hpp"
#include "kept/text.hpp"

namespace kept {

namespace {

struct Options {
  std::string text;
  std::optional<std::string> customer;
  std::optional<int> limit;
};

/// None where the record is gone.
std::optional<FoundRow> row_of(Id id, Store& store) {
  switch (id.kind) {
    case Kind::customer:
      if (const auto record = customer(store, id)) {
        return FoundRow{id, id, record->name, record->name, record->added.at};
      }
      break;
    case Kind::loop:
      if (const auto record = loop(store, id)) {
        return FoundRow{id, record->customer, "", record->title, record->opened.at};
      }
      break;
    case Kind::entry:
      if (const auto record = entry(store, id)) {
        return FoundRow{id, record->customer, "", record->text, record->happened.at};
      }
      break;
    case Kind::promise:
      if (const auto record = promise(store, id)) {
        return FoundRow{id, record->customer, "", record->text, record->made.at};
      }
      break;
    case Kind::change:
    case Kind::step:
      break;
  }
  return std::nullopt;
}

/// The newest first.
std::vector<FoundRow> rows_with(const std::string& folded, const std::optional<Id>& customer,
                                const Options& options, Store& store) {
  CustomerNames names(store);
  std::vector<FoundRow> rows;
  for (const Id id : found(store, folded)) {
    std::optional<FoundRow> row = row_of(id, store);
    if (!row || (customer && row->customer_id != *customer)) continue;
    row->customer = names.of(row->customer_id);
    rows.push_back(std::move(*row));
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const FoundRow& left, const FoundRow& right) { return left.at > right.at; });
  const auto most = static_cast<std::size_t>(options.limit.value_or(0));
  if (options.limit && rows.size() > most) {
    rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(most), rows.end());
  }
  return rows;
}

/// The query with each word without its Hebrew prefix, where it has one.
std::string without_prefixes(const std::string& folded) {
  std::string query;
  for (const std::string& word : words(folded)) {
    query += (query.empty() ? "" : " ") + without_hebrew_prefix(word).value_or(word);
  }
  return query;
}

bool has_prefixes(const std::string& folded) {
  const std::vector<std::string> all = words(folded);
  return std::any_of(all.begin(), all.end(), [](const std::string& word) {
    return without_hebrew_prefix(word).has_value();
  });
}

Answer find(const Options& options, Context& context) {
  const std::string folded = fold(options.text);
  if (folded.empty()) throw Error(Exit::usage, "the text to find is empty");
  const auto customer = customer_filter(context, options.customer);
  std::vector<FoundRow> rows = rows_with(folded, customer, options, context.store());
  Answer answer;
  if (rows.empty() && has_prefixes(folded)) {
    const std::string query = without_prefixes(folded);
    rows = rows_with(query, customer, options, context.store());
    if (!rows.empty()) {
      answer.notices.push_back("nothing has " + in_quotes(options.text) + ": these have " +
                               in_quotes(query));
    }
  }
  answer.report = found_report(rows);
  answer.ids = ids_listed(answer.report);
  answer.when_empty = "Nothing is found.";
  return answer;
}

Run declare(Arguments& arguments) {
  auto options = std::make_shared<Options>();
  arguments.required("TEXT", options->text, "words, or parts of words, that must all be there");
  arguments.option("--customer", "CUSTOMER", options->customer, "only what concerns this customer");
  arguments.option("--limit", "N", options->limit, "at most so many, the newest");
  return [options](Context& context) { return find(*options, context); };
}

}  // namespace

constinit const Command find_command{
    .name = "find",
    .group = Group::look_and_mend,
    .summary = "records by the words in them",
    .examples =
        "  kept find logo\n"
        "  kept find 'sketch blue' --customer dana\n"
        "  kept find לוגו\n",
    .details =
        "Letters in any case, niqqud ignored. A word may stand inside another, so that\n"
        "לוגו is found in הלוגו; where nothing has הלוגו, its prefix is left out.\n",
    .access = Access::read,
    .alone = true,
    .declare = declare};

}  // namespace kept
