#include <algorithm>
#include <array>
#include <unordered_set>

#include "exchange/mapping_parts.hpp"
#include "exchange/templates.hpp"
#include "exchange/toml_members.hpp"
#include "kept/error.hpp"
#include "kept/text.hpp"

namespace kept {
namespace {

std::string in_brackets(Kind kind) {
  return "[" + std::string(name_of(kind)) + "]";
}

class RulesFile {
 public:
  RulesFile(const std::string& name_of_file, Kind what_is_imported)
      : file(name_of_file), what(what_is_imported) {}

  Mapping read(const toml::table& table);
  [[noreturn]] void refuse(const toml::source_position& position, const std::string& what_is_wrong,
                           const std::string& hint) const;

 private:
  using Node = const toml::node&;
  using Text = const std::string&;

  struct Setting {
    std::string_view key;
    void (RulesFile::*take)(Node, Text);
  };
  static const std::array<Setting, 10> settings;

  void take_source(Node node, Text key);
  void take_create_customers(Node node, Text key);
  void take_dates(Node node, Text key);
  void take_date_format(Node node, Text key);
  void take_zone(Node node, Text key);
  void take_format(Node node, Text key);
  void take_encoding(Node node, Text key);
  void take_separator(Node node, Text key);
  void take_skip(Node node, Text key);
  void take_columns(Node node, Text key);

  bool take_setting(const Member& member);
  void find_tables(const Member& member);
  void add_table(Kind kind, Node node, const toml::source_region& key_source);
  std::vector<std::string> known_keys() const;
  void require_what() const;

  RecordRules record(Kind kind, const toml::table& table);
  void add_named_fields(const toml::table& table, RecordRules& record);
  std::vector<FieldRule> rules(Node node, Text key);
  FieldRule rule(Node node, Text key);
  FieldRule rule(const toml::table& table, Text key);
  void add_values(Node node, FieldRule& rule);
  Template read_from(Node node, Text key);
  std::vector<Condition> conditions(Node node);
  Condition condition(Node node);
  std::size_t column(std::string_view name, Node node);

  template <class Read>
  Read readable(std::variant<Read, Unreadable> read, Text written, Node node) const {
    if (const auto* problem = std::get_if<Unreadable>(&read)) {
      refuse(node.source().begin, in_quotes(written) + " " + problem->reason, problem->hint);
    }
    return std::get<Read>(std::move(read));
  }
  std::string text(Node node, Text key) const;
  std::string filled_text(Node node, Text key) const;
  [[noreturn]] void refuse_unknown(const Member& member,
                                   const std::vector<std::string>& known) const;

  const std::string& file;
  Kind what;
  Mapping mapping;
  struct Table {
    Kind kind;
    const toml::table* table;
  };
  std::vector<Table> tables;
};

// ---- refusing --------------------------------------------------------------------------------

void RulesFile::refuse(const toml::source_position& position, const std::string& what_is_wrong,
                       const std::string& hint) const {
  throw Error(Exit::rejected,
              file + ":" + std::to_string(position.line) + ":" + std::to_string(position.column) +
                  ": " + what_is_wrong,
              hint);
}

void RulesFile::refuse_unknown(const Member& member, const std::vector<std::string>& known) const {
  const auto near = nearest(member.key, known);
  refuse(member.key_source.begin, "unknown key " + in_quotes(member.key),
         near ? "did you mean '" + *near + "'?" : "known are: " + listed(known));
}

std::string RulesFile::text(Node node, Text key) const {
  const auto* value = node.as_string();
  if (!value) {
    refuse(node.source().begin, in_quotes(key) + " is not a text", "put it in double quotes");
  }
  if (value->get().find('\0') != std::string::npos) {
    refuse(node.source().begin, in_quotes(key) + " has a NUL", "leave it out");
  }
  return value->get();
}

std::string RulesFile::filled_text(Node node, Text key) const {
  std::string value = text(node, key);
  if (trimmed(value).empty()) {
    refuse(node.source().begin, in_quotes(key) + " is empty", "fill it, or leave it out");
  }
  return value;
}

// ---- settings --------------------------------------------------------------------------------

const std::array<RulesFile::Setting, 10> RulesFile::settings{{
    {"source", &RulesFile::take_source},
    {"create-customers", &RulesFile::take_create_customers},
    {"dates", &RulesFile::take_dates},
    {"date-format", &RulesFile::take_date_format},
    {"zone", &RulesFile::take_zone},
    {"format", &RulesFile::take_format},
    {"encoding", &RulesFile::take_encoding},
    {"separator", &RulesFile::take_separator},
    {"skip", &RulesFile::take_skip},
    {"columns", &RulesFile::take_columns},
}};

void RulesFile::take_source(Node node, Text key) {
  mapping.source = trimmed(filled_text(node, key));
  if (mapping.source->find(':') != std::string::npos) {
    refuse(node.source().begin, "source " + in_quotes(*mapping.source) + " has a colon",
           "the colon stands between a source and an id: write \"helpdesk\"");
  }
}

void RulesFile::take_create_customers(Node node, Text key) {
  const auto* value = node.as_boolean();
  if (!value) {
    refuse(node.source().begin, in_quotes(key) + " is neither true nor false",
           "write true or false, without quotes");
  }
  mapping.create_customers = value->get();
}

void RulesFile::take_dates(Node node, Text key) {
  const std::string order = text(node, key);
  if (order == "day-first") {
    mapping.dates = DayOrder::day_first;
  } else if (order == "month-first") {
    mapping.dates = DayOrder::month_first;
  } else {
    refuse(node.source().begin, "dates = " + in_quotes(order) + " is not known",
           "write \"day-first\" or \"month-first\"");
  }
}

void RulesFile::take_date_format(Node node, Text key) {
  const auto* array = node.as_array();
  if (!array) {
    mapping.date_formats = {filled_text(node, key)};
    return;
  }
  for (const toml::node& item : *array) mapping.date_formats.push_back(filled_text(item, key));
}

void RulesFile::take_zone(Node node, Text key) {
  mapping.zone = text(node, key);
  if (!Zone::named(*mapping.zone)) {
    refuse(node.source().begin, "zone " + in_quotes(*mapping.zone) + " is not known",
           "write a name such as \"Asia/Jerusalem\"");
  }
}

void RulesFile::take_format(Node node, Text key) {
  const std::string name = text(node, key);
  mapping.format = read_choice<InputFormat>(name);
  if (!mapping.format) {
    refuse(node.source().begin, "format = " + in_quotes(name) + " is not known",
           "write \"csv\", \"tsv\", \"jsonl\" or \"vcf\"");
  }
}

void RulesFile::take_encoding(Node node, Text key) {
  const std::string name = text(node, key);
  mapping.encoding = read_choice<Encoding>(name);
  if (mapping.encoding) return;
  std::vector<std::string> known(Names<Encoding>::all.begin(), Names<Encoding>::all.end());
  refuse(node.source().begin, "encoding = " + in_quotes(name) + " is not known",
         "known are: " + listed(known));
}

void RulesFile::take_separator(Node node, Text key) {
  const std::string separator = text(node, key);
  const bool is_one = separator.size() == 1 &&
                      (separator == "\t" || (separator[0] >= ' ' && separator[0] <= '~')) &&
                      separator != "\"";
  if (!is_one) {
    refuse(node.source().begin, "separator " + in_quotes(separator) + " can't be used",
           "write one character of ASCII: \";\", \"|\" or \"\\t\" for a tab");
  }
  mapping.separator = separator.front();
}

void RulesFile::take_skip(Node node, Text key) {
  const auto* lines = node.as_integer();
  if (!lines || lines->get() < 0) {
    refuse(node.source().begin, in_quotes(key) + " is not a number of lines",
           "write how many lines stand before the header: 2");
  }
  mapping.skip = static_cast<std::size_t>(lines->get());
}

void RulesFile::take_columns(Node node, Text key) {
  const auto* names = node.as_array();
  if (!names || names->empty()) {
    refuse(node.source().begin, in_quotes(key) + " is not a list of names",
           "write [\"id\", \"name\"]");
  }
  std::unordered_set<std::string> seen;
  for (const toml::node& item : *names) {
    const std::string name = trimmed(filled_text(item, key));
    if (!seen.insert(name).second) {
      refuse(item.source().begin, "the column " + in_quotes(name) + " stands there twice",
             "rename one");
    }
    mapping.column_names.push_back(name);
  }
  if (seen.size() > most_columns) {
    refuse(node.source().begin, "'columns' has more than 4096 names", "leave out the last ones");
  }
}

// ---- the file --------------------------------------------------------------------------------

Mapping RulesFile::read(const toml::table& table) {
  for (const Member& member : members_of(table)) {
    if (!take_setting(member)) find_tables(member);
  }
  std::stable_sort(tables.begin(), tables.end(), [](const Table& one, const Table& other) {
    return stands_before(one.table->source().begin, other.table->source().begin);
  });
  for (const Table& found : tables) mapping.records.push_back(record(found.kind, *found.table));
  require_what();
  return std::move(mapping);
}

bool RulesFile::take_setting(const Member& member) {
  for (const Setting& setting : settings) {
    if (setting.key != member.key) continue;
    (this->*setting.take)(*member.node, member.key);
    return true;
  }
  return false;
}

void RulesFile::find_tables(const Member& member) {
  for (const Kind kind : kinds_beside(Kind::loop)) {  // all of them
    if (name_of(kind) != member.key) continue;
    const auto allowed = kinds_beside(what);
    if (std::find(allowed.begin(), allowed.end(), kind) == allowed.end()) {
      std::string names;
      for (const Kind one : allowed) names += (names.empty() ? "" : ", ") + in_brackets(one);
      refuse(member.key_source.begin,
             in_brackets(kind) + " has no place beside " + in_brackets(what),
             "leave it out; known are: " + names);
    }
    const auto* repeated = member.node->as_array();
    if (!repeated) {
      add_table(kind, *member.node, member.key_source);
    } else if (kind == Kind::customer || kind == Kind::loop) {
      refuse(member.key_source.begin, in_brackets(kind) + " can't be repeated",
             "write one " + in_brackets(kind));
    } else {
      for (const toml::node& item : *repeated) add_table(kind, item, item.source());
    }
    return;
  }
  refuse_unknown(member, known_keys());
}

void RulesFile::add_table(Kind kind, Node node, const toml::source_region& key_source) {
  const auto* table = node.as_table();
  if (!table) {
    refuse(key_source.begin, in_quotes(name_of(kind)) + " is not a table",
           "write " + in_brackets(kind) + ", and its fields below");
  }
  tables.push_back({kind, table});
}

std::vector<std::string> RulesFile::known_keys() const {
  std::vector<std::string> known;
  for (const Setting& setting : settings) known.emplace_back(setting.key);
  for (const Kind kind : kinds_beside(what)) known.emplace_back(name_of(kind));
  return known;
}

void RulesFile::require_what() const {
  for (const RecordRules& record : mapping.records) {
    if (record.kind == what) return;
  }
  refuse({1, 1}, "there is no " + in_brackets(what) + ", which is what is imported",
         "add " + in_brackets(what) + ", and below it what its fields are");
}

// ---- records and their fields ----------------------------------------------------------------

RecordRules RulesFile::record(Kind kind, const toml::table& table) {
  RecordRules record{kind, {}, {}};
  for (const Member& member : members_of(table)) {
    const auto* names = member.node->as_table();
    if (member.key == "if") {
      record.conditions = conditions(*member.node);
    } else if (kind == Kind::customer && member.key == "fields" && names) {
      add_named_fields(*names, record);
    } else if (is_field(kind, member.key) && member.key.find('.') == std::string::npos) {
      record.fields.push_back({member.key, rules(*member.node, member.key)});
    } else {
      std::vector<std::string> known = field_names(kind);
      known.emplace_back("if");
      refuse_unknown(member, known);
    }
  }
  if (record.fields.empty()) {
    refuse(table.source().begin, in_brackets(kind) + " has no fields",
           "known are: " + listed(field_names(kind)));
  }
  return record;
}

void RulesFile::add_named_fields(const toml::table& table, RecordRules& record) {
  for (const Member& member : members_of(table)) {
    const std::string name = "fields." + member.key;
    if (member.key.empty() || trimmed(member.key) != member.key ||
        member.key.find('\0') != std::string::npos) {
      refuse(member.key_source.begin, in_quotes(member.key) + " can't be the name of a field",
             "write fields.vat = \"{VAT}\"");
    }
    record.fields.push_back({name, rules(*member.node, name)});
  }
}

std::vector<FieldRule> RulesFile::rules(Node node, Text key) {
  const auto* array = node.as_array();
  if (!array) return {rule(node, key)};
  if (array->empty()) {
    refuse(node.source().begin, in_quotes(key) + " is an empty list", "fill it, or leave it out");
  }
  std::vector<FieldRule> all;
  for (const toml::node& item : *array) all.push_back(rule(item, key));
  return all;
}

FieldRule RulesFile::rule(Node node, Text key) {
  if (const auto* table = node.as_table()) return rule(*table, key);
  FieldRule rule;
  rule.from = read_from(node, key);
  return rule;
}

FieldRule RulesFile::rule(const toml::table& table, Text key) {
  FieldRule rule;
  bool has_from = false;
  for (const Member& member : members_of(table)) {
    if (member.key == "from") {
      rule.from = read_from(*member.node, member.key);
      has_from = true;
    } else if (member.key == "values") {
      add_values(*member.node, rule);
    } else if (member.key == "default") {
      rule.fallback = read_from(*member.node, member.key);
    } else if (member.key == "if") {
      rule.conditions = conditions(*member.node);
    } else {
      refuse_unknown(member, {"from", "values", "default", "if"});
    }
  }
  if (!has_from) {
    refuse(table.source().begin, in_quotes(key) + " has no 'from'",
           "write { from = \"{Column}\" }; a text without braces stands for itself");
  }
  return rule;
}

void RulesFile::add_values(Node node, FieldRule& rule) {
  const auto* table = node.as_table();
  if (!table) {
    refuse(node.source().begin, "'values' is not a table",
           "write { \"What the file has\" = \"what it becomes\" }");
  }
  for (const Member& member : members_of(*table)) {
    std::string becomes = text(*member.node, member.key);
    const std::string folded = fold(member.key);
    const bool is_first = folded == "*" ? !std::exchange(rule.otherwise, becomes)
                                        : rule.values.emplace(folded, becomes).second;
    if (!is_first) {
      refuse(member.key_source.begin, "'values' has " + in_quotes(member.key) + " twice",
             "upper and lower case, spaces at the ends and niqqud don't count: leave one out");
    }
  }
}

// ---- templates and conditions ----------------------------------------------------------------

Template RulesFile::read_from(Node node, Text key) {
  const std::string written = text(node, key);
  const auto parts = readable(read_template(written), written, node);
  Template from;
  for (const WrittenPart& part : parts) {
    if (part.is_column) {
      from.parts.push_back({{}, column(part.text, node)});
    } else {
      from.parts.push_back({part.text, std::nullopt});
    }
  }
  return from;
}

std::vector<Condition> RulesFile::conditions(Node node) {
  const auto* array = node.as_array();
  if (!array) return {condition(node)};
  std::vector<Condition> all;
  for (const toml::node& item : *array) all.push_back(condition(item));
  return all;
}

Condition RulesFile::condition(Node node) {
  const std::string written = text(node, "if");
  const auto read = readable(read_condition(written), written, node);
  return {column(read.column, node), read.equal, fold(read.value)};
}

std::size_t RulesFile::column(std::string_view name, Node node) {
  const auto& begin = node.source().begin;
  return column_in(mapping, name, {begin.line, begin.column});
}

}  // namespace

Mapping read_mapping(std::string_view toml, const std::string& file, Kind what) {
  RulesFile rules(file, what);
  try {
    return rules.read(toml::parse(toml, file));
  } catch (const toml::parse_error& error) {
    rules.refuse(error.source().begin, "not TOML: " + std::string(error.description()),
                 "texts stand in double quotes, and so do names with spaces");
  }
}

}  // namespace kept
