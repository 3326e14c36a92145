#include "exchange/values.hpp"
#include "kept/rules.hpp"
#include "kept/text.hpp"

namespace kept {

namespace {

constexpr std::string_view one_field = "fields.";

std::string handle_of(const Value& value) {
  std::string handle = value.line();
  if (!handle.empty() && !is_handle(handle)) {
    value.refuse("is not a handle", "write one word that does not look like an id");
  }
  return handle;
}

std::vector<std::string> emails_of(const Value& value) {
  std::vector<std::string> emails = value.list();
  for (const std::string& email : emails) {
    if (!is_email(email)) value.refuse("is not an e-mail address", "write one like a@example.com");
  }
  return emails;
}

std::vector<std::string> phones_of(const Value& value) {
  std::vector<std::string> phones = value.list();
  for (const std::string& phone : phones) {
    if (!is_phone(phone)) value.refuse("is not a phone number", "write one like 050-555-0101");
  }
  return phones;
}

/// In the order of their names, as the store has them.
std::vector<Field> further_fields(const Value& value) {
  std::vector<Field> fields;
  if (value.empty()) return fields;
  const auto read = read_json_object(value.text());
  if (!read) value.refuse("is not a JSON object");
  for (const auto& [name, content] : read.value_or(NamedValues{})) {
    fields.push_back({name, content});
  }
  return fields;
}

void set_further_field(Customer& customer, const std::string& name, const std::string& content) {
  const auto at = std::find_if(customer.fields.begin(), customer.fields.end(),
                               [&](const Field& field) { return field.name == name; });
  if (content.empty()) {
    if (at != customer.fields.end()) customer.fields.erase(at);
  } else if (at != customer.fields.end()) {
    at->value = content;
  } else {
    customer.fields.push_back({name, content});
  }
}

Cell cell_of_fields(const Customer& customer) {
  if (customer.fields.empty()) return {};
  Record record;
  for (const Field& field : customer.fields) {
    record.fields.push_back({field.name, Text{field.value}});
  }
  return record;
}

Cell cell_of_list(const std::vector<std::string>& texts) {
  return texts.empty() ? Cell() : Cell(Texts{texts});
}

constexpr std::array fields{
    FieldOf<Customer>{{"key", "its id in the other system, or SOURCE:ID; several as a JSON array"}},
    FieldOf<Customer>{
        {"name", "needed"},
        [](Customer& c, const Value& v) { c.name = v.empty() ? v.needed() : v.line(); },
        [](const Customer& c) { return text_cell(c.name); }},
    FieldOf<Customer>{{"handle", "a short name, unique"},
                      [](Customer& c, const Value& v) { c.handle = handle_of(v); },
                      [](const Customer& c) { return text_cell(c.handle); }},
    FieldOf<Customer>{{"org", "the firm that the person is with"},
                      [](Customer& c, const Value& v) { c.org = v.line(); },
                      [](const Customer& c) { return text_cell(c.org); }},
    FieldOf<Customer>{{"lang", "the language to write in, such as he"},
                      [](Customer& c, const Value& v) { c.lang = fold(v.line()); },
                      [](const Customer& c) { return text_cell(c.lang); }},
    FieldOf<Customer>{{"type",
                       "meticulous, pedantic, angry, demanding, confused, manipulative, "
                       "passive-aggressive or pressed"},
                      [](Customer& c, const Value& v) { c.type = v.choice<CustomerType>(); },
                      [](const Customer& c) {
                        return c.type ? Cell(Word{std::string(name_of(*c.type))}) : Cell();
                      }},
    FieldOf<Customer>{{"emails", "separated by commas"},
                      [](Customer& c, const Value& v) { c.emails = emails_of(v); },
                      [](const Customer& c) { return cell_of_list(c.emails); }},
    FieldOf<Customer>{{"phones", "separated by commas"},
                      [](Customer& c, const Value& v) { c.phones = phones_of(v); },
                      [](const Customer& c) { return cell_of_list(c.phones); }},
    FieldOf<Customer>{{"tags", "separated by commas"},
                      [](Customer& c, const Value& v) { c.tags = v.tags(); },
                      [](const Customer& c) { return cell_of_list(c.tags); }},
    FieldOf<Customer>{{"fields", "a JSON object of further facts; or fields.NAME, one of them"},
                      [](Customer& c, const Value& v) { c.fields = further_fields(v); },
                      cell_of_fields},
    FieldOf<Customer>{
        {"added", "when; otherwise now"},
        [](Customer& c, const Value& v) { c.added = v.event(c.added).value_or(c.added); },
        [](const Customer& c) { return event_cell(c.added); }}};

}  // namespace

std::vector<FieldName> customer_fields() {
  return names_of(fields);
}

void set_fields(Customer& customer, const Draft& draft, const FieldContext& context,
                FieldProblems& problems) {
  const bool is_new = customer.id.number == 0;
  if (is_new) customer.added = {context.dates.now, context.recording};
  set_all(customer, fields, draft, context, problems);
  for (const auto& [name, text] : draft.fields) {
    if (name.starts_with(one_field)) {
      set_further_field(customer, std::string(name.substr(one_field.size())), text);
    }
  }
  if (is_new && customer.name.empty() && problems.empty()) {
    problems.push_back({"name", "is missing", ""});
  }
}

std::vector<Cell> field_cells(const Customer& customer) {
  return all_cells(customer, fields);
}

}  // namespace kept
