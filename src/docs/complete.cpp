#include <algorithm>
#include <map>
#include <set>

#include "docs/typed_line.hpp"
#include "kept/docs.hpp"
#include "kept/shell.hpp"
#include "kept/text.hpp"

namespace kept {

namespace {

constexpr std::size_t most_records = 200;
constexpr int description_columns = 60;

struct Candidate {
  std::string value;
  std::string description;
};
using Candidates = std::vector<Candidate>;

bool begins(std::string_view text, std::string_view beginning) {
  return text.substr(0, beginning.size()) == beginning;
}

// ---- records ---------------------------------------------------------------------------------

/// Whether a text can be typed and shown: nothing in it that a terminal would obey.
bool is_plain(const std::string& text) {
  return !text.empty() && !text.starts_with('-') && escape(text) == text;
}

/// Customers as a command line may name them: each by a text that means nobody else.
class CustomerNames {
 public:
  explicit CustomerNames(Store& store) : customers(customer_offers(store)) {
    for (const CustomerOffer& each : customers) {
      ++names[each.folded_name];
      if (!each.folded_handle.empty()) handles.insert(each.folded_handle);
    }
  }

  Candidates beginning(const std::string& typed) const {
    const NameQuery query = read_name(typed);
    const bool is_id = typed.size() > 1 && (typed[0] == 'C' || typed[0] == 'c') &&
                       typed.find_first_not_of("0123456789", 1) > 1;
    Candidates found;
    for (const CustomerOffer& each : customers) {
      const std::string id = shown(each.id);
      if (begins(each.folded_handle, query.folded) && is_plain_handle(each)) {
        found.push_back({each.handle, each.name});
      } else if (begins(each.folded_name, query.folded)) {
        found.push_back(named(each));
      } else if (is_id && begins(fold(id), query.folded)) {
        found.push_back({id, each.name});
      }
    }
    // Shells complete the beginning of a word best; a family name is for where nothing begins so.
    return found.empty() ? with_words(query) : found;
  }

 private:
  Candidates with_words(const NameQuery& query) const {
    Candidates found;
    for (const CustomerOffer& each : customers) {
      const NameCard card{each.id, each.name, each.handle, each.org, {}, {}};
      if (is_meant(query, NameLevel::word_prefixes, card)) found.push_back(named(each));
    }
    return found;
  }

  static bool is_plain_handle(const CustomerOffer& each) {
    return is_plain(each.handle) && !read_id(each.handle);
  }

  /// By the name, unless it may mean somebody else or can't be shown.
  Candidate named(const CustomerOffer& each) const {
    const bool may_be_id_or_phone = each.name.find_first_of("0123456789") != std::string::npos;
    const NameQuery query = may_be_id_or_phone ? read_name(each.name) : NameQuery{};
    const bool means_more = names.at(each.folded_name) > 1 || handles.contains(each.folded_name) ||
                            query.id || !query.digits.empty() ||
                            each.name.find('@') != std::string::npos;
    if (means_more || !is_plain(each.name)) {
      return {is_plain_handle(each) ? each.handle : shown(each.id), each.name};
    }
    std::string description = shown(each.id);
    for (const std::string& more : {each.handle, each.org}) {
      if (!more.empty()) description += ", " + more;
    }
    return {each.name, description};
  }

  std::vector<CustomerOffer> customers;
  std::map<std::string, int> names;
  std::set<std::string> handles;
};

/// The customer who was named before on the line, if that is one.
std::optional<Id> customer_of(const TypedLine& line, Store& store) {
  if (!line.customer()) return std::nullopt;
  const NameQuery query = read_name(*line.customer());
  const WhoIsMeant who =
      who_is_meant(query, [&](NameLevel level) { return customers_meant(store, query, level); });
  return who.found.size() == 1 ? std::optional(who.found.front().id) : std::nullopt;
}

/// Those whose ids begin so, of the customer who was named.
Candidates records(std::vector<RecordOffer> offers, const std::optional<Id>& customer,
                   const std::string& typed) {
  const std::string beginning = fold(typed);
  Candidates found;
  for (RecordOffer& each : offers) {
    if (found.size() == most_records) break;
    if (customer && each.customer != *customer) continue;
    std::string id = shown(each.id);
    if (begins(fold(id), beginning)) found.push_back({std::move(id), std::move(each.text)});
  }
  return found;
}

/// Of records that are open or closed: those that are wanted; any, where none of those begins so.
Candidates wanted_or_any(std::vector<RecordOffer> (*offers)(Store&, Offered), const TypedLine& line,
                         Store& store) {
  const std::optional<Id> customer = customer_of(line, store);
  const Offered which = line.parameter().is_closed ? Offered::closed : Offered::open;
  Candidates found = records(offers(store, which), customer, line.typed());
  return found.empty() ? records(offers(store, Offered::all), customer, line.typed()) : found;
}

Candidates changes_beginning(Store& store, const std::string& typed) {
  std::vector<RecordOffer> offers;
  for (Change& each : changes(store, most_records)) {
    offers.push_back({each.id, {}, each.command + ": " + each.summary});
  }
  return records(std::move(offers), std::nullopt, typed);
}

Candidates records_of_kind(Kind kind, const TypedLine& line, Store& store) {
  switch (kind) {
    case Kind::customer:
      return CustomerNames(store).beginning(line.typed());
    case Kind::loop:
      return wanted_or_any(loop_offers, line, store);
    case Kind::promise:
      return wanted_or_any(promise_offers, line, store);
    case Kind::entry:
      return records(entry_offers(store, most_records), customer_of(line, store), line.typed());
    case Kind::step:
      return wanted_or_any(step_offers, line, store);
    case Kind::change:
      break;
  }
  return changes_beginning(store, line.typed());
}

/// `ID` may be of any kind: an id says of which; nothing yet, or a name, is of the usual ones.
std::vector<Kind> kinds_meant(const TypedLine& line) {
  const std::string_view name = value_name(line.parameter());
  // Where a loop or one of its steps may stand, the point tells which.
  if (name == "LOOP" && line.typed().find('.') != std::string::npos) return {Kind::step};
  for (const Kind kind :
       {Kind::customer, Kind::loop, Kind::entry, Kind::promise, Kind::change, Kind::step}) {
    std::string upper(name_of(kind));
    for (char& c : upper) c = static_cast<char>(c - 'a' + 'A');
    if (name == upper) return {kind};
    const std::string letter = fold(std::string(1, static_cast<char>(kind)));
    const bool is_id = line.typed().size() > 1 && begins(fold(line.typed()), letter) &&
                       line.typed().find_first_of("0123456789") == 1;
    if (name == "ID" && is_id && kind != Kind::customer) return {kind};
  }
  if (name != "ID") return {};
  return {Kind::loop, Kind::promise, Kind::customer};
}

Candidates stored_values(const TypedLine& line, const World& world) {
  const std::vector<Kind> kinds = kinds_meant(line);
  if (kinds.empty()) return {};
  GlobalOptions options = line.globals();
  // A shell hands over what was typed before it becomes a path.
  for (auto* path : {&options.db, &options.config}) {
    const auto home = world.variable("HOME");
    if (*path && (*path)->starts_with("~/") && home) *path = *home + (*path)->substr(1);
  }
  auto store = Store::open_to_look(settle(world, options).store.value);
  if (!store) return {};
  Candidates found;
  for (const Kind kind : kinds) {
    for (Candidate& each : records_of_kind(kind, line, *store)) found.push_back(std::move(each));
  }
  return found;
}

// ---- the line --------------------------------------------------------------------------------

Candidates commands_beginning(const std::string& typed) {
  Candidates found;
  for (const Command* command : commands()) {
    if (begins(command->name, typed)) {
      found.push_back({std::string(command->name), std::string(command->summary)});
    }
  }
  if (begins("help", typed)) found.push_back({"help", "how a command is used"});
  return found;
}

/// Long names; a short one where exactly that is typed.
Candidates options_beginning(const TypedLine& line) {
  Candidates found;
  for (const Parameter* option : line.options()) {
    for (const std::string& name : option->names) {
      const bool is_short = name.size() == 2;
      if (is_short ? name == line.typed() : begins(name, line.typed())) {
        found.push_back({name, option->help});
      }
    }
  }
  return found;
}

Candidates pages_beginning(const std::string& typed) {
  Candidates found;
  for (const ManualPage& page : manual_pages()) {
    const std::string name = page.name == "kept" ? page.name : page.name.substr(5);
    if (begins(name, typed)) found.push_back({name, page.name + '(' + page.section + ')'});
  }
  return found;
}

Candidates values_beginning(const TypedLine& line, const World& world) {
  const Parameter& parameter = line.parameter();
  Candidates found;
  for (const std::string& choice : parameter.choices) {
    if (begins(choice, line.typed())) found.push_back({choice, ""});
  }
  if (value_name(parameter) == "PAGE") return pages_beginning(line.typed());
  return parameter.choices.empty() ? stored_values(line, world) : found;
}

/// What a shell knows better.
std::string files_wanted(const TypedLine& line) {
  if (line.place() != TypedLine::Place::value || !line.parameter().is_path) return {};
  const bool folders = value_name(line.parameter()) == "FOLDER";
  return folders ? "\tfolders\n" : "\tfiles\n";
}

Candidates candidates_of(const TypedLine& line, const World& world) {
  try {
    switch (line.place()) {
      case TypedLine::Place::command:
        return commands_beginning(line.typed());
      case TypedLine::Place::option:
        return options_beginning(line);
      case TypedLine::Place::value: {
        Candidates found = values_beginning(line, world);
        for (Candidate& each : found) each.value.insert(0, line.stem());
        return found;
      }
      case TypedLine::Place::nothing:
        break;
    }
  } catch (const std::exception&) {
    // No store, no answer, no noise: somebody is typing.
  }
  return {};
}

std::string description_of(const Candidate& candidate) {
  return escape(elide(single_spaced(candidate.description), description_columns));
}

std::string with_descriptions(const Candidates& candidates) {
  std::string lines;
  for (const Candidate& each : candidates) {
    lines += each.value;
    if (!each.description.empty()) lines += '\t' + description_of(each);
    lines += '\n';
  }
  return lines;
}

// ---- bash ------------------------------------------------------------------------------------

/// Readline replaces `part`, the end of the last word, and closes an open quote itself. What stands
/// before `part` stays: candidates that do not go on from there are left out.
Candidates insertions(const Candidates& candidates, const ShellWord& word,
                      const std::string& part) {
  const std::string head =
      word.raw.ends_with(part) ? word.raw.substr(0, word.raw.size() - part.size()) : std::string();
  const ShellWord before = shell_words(head).back();
  Candidates all;
  for (const Candidate& each : candidates) {
    if (!begins(each.value, before.value)) continue;
    const std::string_view rest = std::string_view(each.value).substr(before.value.size());
    const bool is_option = each.value.starts_with('-') && before.value.empty();
    all.push_back(
        {is_option ? std::string(rest) : shell_quoted(rest, before.open_quote), each.description});
  }
  return all;
}

/// For a list that is only shown.
std::string aligned(const Candidates& candidates) {
  int width = 0;
  for (const Candidate& each : candidates) width = std::max(width, display_width(each.value));
  std::string lines;
  for (const Candidate& each : candidates) {
    lines += each.value;
    if (!each.description.empty()) {
      const int padding = width - display_width(each.value) + 2;
      lines += std::string(static_cast<std::size_t>(padding), ' ') + description_of(each);
    }
    lines += '\n';
  }
  return lines;
}

/// Readline takes what all candidates have in common for what is meant. Where that is not what was
/// typed (a family name, another case), an empty candidate keeps it from eating the word.
bool would_eat(const Candidates& candidates, const std::string& part) {
  return candidates.size() > 1 &&
         !std::all_of(candidates.begin(), candidates.end(),
                      [&part](const Candidate& each) { return begins(each.value, part); });
}

std::string bash_completions(std::span<const std::string> typed, const World& world) {
  if (typed.size() != 3) return {};
  const std::string& part = typed[1];
  constexpr std::string_view lists_only = "63";  // COMP_TYPE is '?'
  std::vector<ShellWord> words = shell_words(typed[0]);
  const ShellWord current = words.back();
  if (current.redirects) return "\tfiles\n";
  std::vector<std::string> before;
  for (std::size_t i = 1; i + 1 < words.size(); ++i) before.push_back(words[i].value);
  const TypedLine line(before, current.value);
  if (const std::string files = files_wanted(line); !files.empty()) return files;
  const Candidates all = insertions(candidates_of(line, world), current, part);
  if (typed[2] == lists_only && all.size() > 1) return aligned(all);
  std::string lines = would_eat(all, part) ? "\n" : "";
  for (const Candidate& each : all) lines += each.value + '\n';
  return lines;
}

}  // namespace

std::string completions(std::span<const std::string> typed, const World& world) {
  if (typed.size() < 2) return {};
  if (typed.front() == "bash") return bash_completions(typed.subspan(1), world);
  // fish hands over the last word with its quotes.
  const bool is_fish = typed.front() == "fish";
  const std::string current = is_fish ? shell_words(typed.back()).back().value : typed.back();
  const TypedLine line(typed.subspan(1, typed.size() - 2), current);
  if (const std::string files = files_wanted(line); !files.empty()) return files;
  return with_descriptions(candidates_of(line, world));
}

}  // namespace kept
