#include "kept/text.hpp"
#include "render/folded_lines.hpp"
#include "render/named_row.hpp"

namespace kept {
namespace {

/// `Example;Dana;;;`: by the last word of a name, as most are written. FN alone has it right.
std::string sorted_name(const std::string& name) {
  const std::size_t space = name.find_last_of(' ');
  if (space == std::string::npos) return escaped_value(name) + ";;;;";
  return escaped_value(name.substr(space + 1)) + ";" + escaped_value(name.substr(0, space)) + ";;;";
}

void add_each(FoldedLines& lines, std::string_view name, const Cell& cell) {
  const auto* texts = std::get_if<Texts>(&cell);
  if (texts == nullptr) return;
  for (const std::string& text : texts->texts) lines.add_text(name, text);
}

void add_categories(FoldedLines& lines, const Cell& tags) {
  const auto* texts = std::get_if<Texts>(&tags);
  if (texts == nullptr || texts->texts.empty()) return;
  std::string list;
  for (const std::string& tag : texts->texts) {
    list += (list.empty() ? "" : ",") + escaped_value(tag);
  }
  lines.add("CATEGORIES", list);
}

void add_card(FoldedLines& lines, const NamedRow& row, Id id, const std::string& store) {
  const std::string name = single_spaced(row.text("name"));
  lines.add("BEGIN", "VCARD");
  lines.add("VERSION", "3.0");
  lines.add("PRODID", "-//kept//kept//EN");
  lines.add_text("UID", store + ":" + shown(id));
  lines.add("FN", escaped_value(name));
  lines.add("N", sorted_name(name));
  lines.add_text("NICKNAME", row.text("handle"));
  lines.add_text("ORG", row.text("org"));
  add_each(lines, "EMAIL;TYPE=INTERNET", row["emails"]);
  add_each(lines, "TEL;TYPE=VOICE", row["phones"]);
  lines.add_text("LANG", row.text("lang"));
  add_categories(lines, row["tags"]);
  lines.add("END", "VCARD");
}

}  // namespace

std::string render_cards(const Report& report) {
  FoldedLines lines;
  for (const Section& section : report.sections) {
    if (!has_column(section, "name")) continue;
    for (const Row& row : section.rows) {
      const NamedRow named(section, row);
      const auto* id = named.get<Id>("id");
      if (id != nullptr && id->kind == Kind::customer) add_card(lines, named, *id, report.store);
    }
  }
  return lines.take();
}

}  // namespace kept
