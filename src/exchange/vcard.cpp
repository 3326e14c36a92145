#include <algorithm>
#include <array>

#include "exchange/content_lines.hpp"
#include "exchange/mail_parts.hpp"
#include "exchange/readers.hpp"
#include "kept/encoding.hpp"
#include "kept/error.hpp"
#include "kept/render.hpp"
#include "kept/rules.hpp"
#include "kept/text.hpp"

namespace kept {
namespace {

/// Each is a field of a customer, in the order of `names`.
enum Column {
  key,
  name,
  handle,
  org,
  lang,
  emails,
  phones,
  tags,
  title,
  birthday,
  address,
  url,
  note,
  nickname,
  other_email,
  other_phone,
  column_count
};
const std::vector<std::string> names{"key",
                                     "name",
                                     "handle",
                                     "org",
                                     "lang",
                                     "emails",
                                     "phones",
                                     "tags",
                                     "fields.title",
                                     "fields.birthday",
                                     "fields.address",
                                     "fields.url",
                                     "fields.note",
                                     "fields.nickname",
                                     "fields.email",
                                     "fields.phone"};

// ---- values ----------------------------------------------------------------------------------

/// A value without its backslashes.
std::string plain(std::string_view value) {
  std::string text;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] != '\\' || i + 1 == value.size()) {
      text += value[i];
      continue;
    }
    const char next = value[++i];
    text += next == 'n' || next == 'N' ? '\n' : next;
  }
  return trimmed(text);
}

/// The parts of a value between separators that have no backslash before them; empty ones too.
std::vector<std::string> parts_of(std::string_view value, char separator) {
  std::vector<std::string> parts;
  std::size_t start = 0;
  for (std::size_t i = 0; i <= value.size(); ++i) {
    if (i < value.size() && value[i] == '\\') {
      ++i;
    } else if (i == value.size() || value[i] == separator) {
      parts.push_back(plain(value.substr(start, i - start)));
      start = i + 1;
    }
  }
  return parts;
}

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
  std::string all;
  for (const std::string& part : parts) {
    if (!part.empty()) all += (all.empty() ? "" : std::string(between)) + part;
  }
  return all;
}

/// `Dr. Dana Ruth Example`, from family, given and further names, what stands before and after.
std::string name_of_parts(std::vector<std::string> parts) {
  parts.resize(5);
  return joined({parts[3], parts[1], parts[2], parts[0], parts[4]}, " ");
}

std::string without_prefix(std::string text, std::string_view prefix) {
  return fold(text.substr(0, prefix.size())) == prefix ? text.substr(prefix.size()) : text;
}

/// A number of vCard 4.0 may be an address: `tel:+972-50-555-0101;ext=7`.
std::string phone_of(const std::string& text) {
  const std::string number = without_prefix(text, "tel:");
  return number == text ? text : number.substr(0, number.find(';'));
}

/// The UID of a card is written in several ways; which of them depends on the version.
std::string key_of(const std::string& text) {
  constexpr std::string_view of_a_mac = ":ABPerson";
  const std::string uid = without_prefix(text, "urn:uuid:");
  return uid.ends_with(of_a_mac) ? uid.substr(0, uid.size() - of_a_mac.size()) : uid;
}

/// The value of `CHARSET=windows-1255`, or the name itself where it stands alone, as in vCard 2.1;
/// empty where the property has no such parameter.
std::string parameter(const Property& property, std::string_view wanted) {
  const std::string parameters = in_upper_case(property.parameters);
  for (std::string_view rest = parameters; !rest.empty();) {
    const std::string_view written = cut(rest, ';');
    std::string_view value = written;
    const std::string_view name = cut(value, '=');
    if (name == wanted) return std::string(value.empty() ? name : value);
  }
  return {};
}

bool is_quoted_printable(const Property& property) {
  constexpr std::string_view name = "QUOTED-PRINTABLE";
  return parameter(property, "ENCODING") == name || parameter(property, name) == name;
}

/// What was decoded with the file is UTF-8 by now, whatever a parameter says of it.
std::string in_utf_8(const std::string& value, std::string_view charset) {
  const auto encoding = encoding_called(charset);
  if (is_utf8(value) || !encoding) return value;
  Decoder decoder(*encoding);
  std::string text = decoder.decode(value);
  return text += decoder.rest();
}

// ---- a card ----------------------------------------------------------------------------------

/// What a card says, column by column.
class Card {
 public:
  void take(Property property);
  /// Fills the row; a problem of the row stays.
  void fill(InputRow& row, Encoding encoding);

 private:
  void add(Column column, std::string text) {
    if (!text.empty()) values[column].push_back(std::move(text));
  }
  /// What is no address, or no number, by what kept takes as such is kept beside them.
  void add_email(const std::string& text) { add(is_email(text) ? emails : other_email, text); }
  void add_phone(const std::string& text) { add(is_phone(text) ? phones : other_phone, text); }
  void take_handle();
  void add_tag(std::string text);
  std::string best_name() const;
  std::string text_of(Column column) const;

  std::array<std::vector<std::string>, column_count> values;
  std::string name_in_parts;
};

void Card::take(Property property) {
  // `item1.EMAIL`: what belongs together on an Apple's card.
  std::string_view name_alone = property.name;
  name_alone.remove_prefix(name_alone.find_last_of('.') + 1);
  const std::string& value = property.value;
  if (name_alone == "UID") add(key, key_of(plain(value)));
  if (name_alone == "FN") add(name, single_spaced(plain(value)));
  if (name_alone == "N") name_in_parts = single_spaced(name_of_parts(parts_of(value, ';')));
  if (name_alone == "ORG") add(org, single_spaced(joined(parts_of(value, ';'), ", ")));
  if (name_alone == "LANG") add(lang, plain(value));
  if (name_alone == "EMAIL") add_email(without_prefix(plain(value), "mailto:"));
  if (name_alone == "TEL") add_phone(phone_of(plain(value)));
  if (name_alone == "TITLE") add(title, plain(value));
  if (name_alone == "BDAY") add(birthday, plain(value));
  if (name_alone == "ADR") add(address, joined(parts_of(value, ';'), ", "));
  if (name_alone == "URL") add(url, plain(value));
  if (name_alone == "NOTE") add(note, plain(value));
  if (name_alone == "NICKNAME") {
    for (const std::string& each : parts_of(value, ',')) add(nickname, single_spaced(each));
  }
  if (name_alone == "CATEGORIES") {
    for (std::string& each : parts_of(value, ',')) add_tag(std::move(each));
  }
}

/// On a card of kept, whatever program has written it since, the nickname is the handle. On others
/// it is not: a handle says who is meant, and a nickname is anybody's.
void Card::take_handle() {
  constexpr std::string_view of_kept = "kept-";
  if (values[key].empty() || !values[key].front().starts_with(of_kept)) return;
  std::vector<std::string>& nicknames = values[nickname];
  const auto found = std::find_if(nicknames.begin(), nicknames.end(),
                                  [](const std::string& each) { return is_handle(each); });
  if (found == nicknames.end()) return;
  add(handle, *found);
  nicknames.erase(found);
}

void Card::add_tag(std::string text) {
  // Google's word for all contacts; and commas stand between tags.
  if (text == "myContacts") return;
  std::replace(text.begin(), text.end(), ',', ' ');
  add(tags, single_spaced(text));
}

std::string Card::best_name() const {
  if (!values[name].empty()) return values[name].front();
  if (!name_in_parts.empty()) return name_in_parts;
  for (const Column other : {org, handle, nickname, emails, phones}) {
    if (!values[other].empty()) return values[other].front();
  }
  return {};
}

std::string Card::text_of(Column column) const {
  const std::vector<std::string>& all = values[column];
  switch (column) {
    case name:
      return best_name();
    case emails:
    case phones:
    case tags:
      return json_text(Texts{all}, Zone::utc());
    case key:
    case org:
    case lang:
      return all.front();
    default:
      return joined(all, "\n");
  }
}

void Card::fill(InputRow& row, Encoding encoding) {
  take_handle();
  for (std::size_t i = 0; i < column_count; ++i) {
    const auto column = static_cast<Column>(i);
    row.given[i] = column == name || !values[i].empty();
    row.values[i] = row.given[i] ? text_of(column) : std::string();
    const std::string& value = row.values[i];
    if (!row.problem.empty()) continue;
    if (!is_utf8(value)) {
      row.problem = "column " + in_quotes(names[i]) + " " + why_not_text(value, encoding);
      row.hint = hint_of_encoding(value, encoding);
    }
    if (value.find('\0') != std::string::npos) {
      row.problem = "column " + in_quotes(names[i]) + " holds a NUL byte";
    }
  }
}

// ---- the cards of a file ---------------------------------------------------------------------

class CardReader : public RowReader {
 public:
  CardReader(Pieces pieces, const InputStyle& style_of_file)
      : lines(std::move(pieces), longest_row), style(style_of_file) {}

  const std::vector<std::string>& columns() override { return names; }
  bool next(InputRow& row) override;
  std::size_t line_of_columns() const override { return 1; }
  std::size_t bytes_read() const override { return lines.position(); }

 private:
  std::optional<Property> next_property();
  void go_on(Property& property);
  void read_card(InputRow& row);

  ContentLines lines;
  InputStyle style;
  bool begun = false;
};

bool is_line(const Property& property, std::string_view which) {
  return property.name == which && in_upper_case(trimmed(property.value)) == "VCARD";
}

/// The next line; a value in quoted-printable, which goes on after an equals sign, is decoded.
std::optional<Property> CardReader::next_property() {
  std::optional<Property> property = lines.next();
  if (!property) return property;
  if (is_quoted_printable(*property)) go_on(*property);
  property->value = in_utf_8(property->value, parameter(*property, "CHARSET"));
  return property;
}

void CardReader::go_on(Property& property) {
  while (property.value.ends_with('=') && property.value.size() < longest_row) {
    property.value.pop_back();
    const std::string more = lines.physical_line();
    if (more.empty()) break;
    property.value += more;
  }
  property.value = from_quoted_printable(property.value, Quoted::body);
}

bool CardReader::next(InputRow& row) {
  if (!begun) lines.begin();
  row.raw.clear();
  if (style.keep_raw) lines.copy_to(&row.raw);
  const std::optional<Property> first = next_property();
  if (!first) return false;
  if (!begun && !is_line(*first, "BEGIN")) {
    throw Error(Exit::rejected,
                std::to_string(first->line) + ": the file does not begin with BEGIN:VCARD",
                "export the contacts as vCard, or say with --from what it is");
  }
  begun = true;
  row.line = first->line;
  row.problem.clear();
  row.hint.clear();
  row.values.assign(names.size(), "");
  row.given.assign(names.size(), false);
  if (is_line(*first, "BEGIN")) {
    read_card(row);
  } else {
    row.problem = "there is text outside of a card, which begins with BEGIN:VCARD";
  }
  return true;
}

void CardReader::read_card(InputRow& row) {
  Card card;
  const std::size_t start = lines.position();
  for (int depth = 1; depth > 0;) {
    std::optional<Property> property = next_property();
    if (!property) {
      row.problem = "the card that begins here has no END:VCARD";
      return;
    }
    if (is_line(*property, "BEGIN")) ++depth;
    if (is_line(*property, "END")) --depth;
    if (lines.position() - start > longest_row) {
      row.problem = "card is longer than 16 MiB";
    } else if (depth == 1) {
      // What is deeper is the card of somebody else, whom an AGENT names.
      card.take(*std::move(property));
    }
  }
  card.fill(row, style.encoding);
}

}  // namespace

std::unique_ptr<RowReader> read_cards(Pieces pieces, const InputStyle& style) {
  return std::make_unique<CardReader>(std::move(pieces), style);
}

}  // namespace kept
