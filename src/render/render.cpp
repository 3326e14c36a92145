#include "kept/render.hpp"

#include <algorithm>

#include "kept/text.hpp"
#include "render/renderers.hpp"

namespace kept {
namespace {

std::string joined(const std::vector<std::string>& texts) {
  std::string list;
  for (const std::string& text : texts) {
    if (!list.empty()) list += ',';
    list += text;
  }
  return list;
}

bool holds_comma(const std::string& text) {
  return text.find(',') != std::string::npos || text.starts_with('[');
}

struct MachineText {
  const Zone& zone;

  std::string operator()(std::monostate) const { return {}; }
  std::string operator()(const Text& text) const { return repaired(text.text); }
  std::string operator()(const Word& word) const { return repaired(word.word); }
  std::string operator()(const Texts& texts) const {
    const bool plain = std::none_of(texts.texts.begin(), texts.texts.end(), holds_comma);
    return plain ? repaired(joined(texts.texts)) : json_text(texts, zone);
  }
  std::string operator()(const Record& record) const { return json_text(record, zone); }
  std::string operator()(const Records& records) const { return json_text(records, zone); }
  std::string operator()(Id id) const { return shown(id); }
  std::string operator()(std::int64_t number) const { return std::to_string(number); }
  std::string operator()(bool yes) const { return yes ? "true" : "false"; }
  std::string operator()(Instant instant) const { return iso(instant, zone); }
  std::string operator()(const Happened& event) const {
    return iso(event.moment.at, event.place, zone);
  }
  std::string operator()(Day day) const { return iso(day); }
  std::string operator()(const Due& due) const { return iso(due); }
  std::string operator()(Length length) const { return std::to_string(length.seconds.count()); }
  std::string operator()(Percent percent) const {
    return percent.value ? std::to_string(*percent.value) : "";
  }
  std::string operator()(Tenths tenths) const { return tenths.value ? shown(tenths) : ""; }
  std::string operator()(Bar bar) const { return std::to_string(bar.value); }
};

Style without_colour(Style style) {
  style.colour = false;
  return style;
}

}  // namespace

std::string machine_text(const Cell& cell, const Zone& zone) {
  return std::visit(MachineText{zone}, cell);
}

std::string render(const Report& report, Format format, const Style& style) {
  switch (format) {
    case Format::text:
      return render_text(report, style);
    case Format::tsv:
      return render_tsv(report, style.zone);
    case Format::csv:
      return render_csv(report, style.zone);
    case Format::json:
      return render_json(report, style.zone);
    case Format::jsonl:
      return render_json_lines(report, style.zone);
    case Format::mail:
      return render_text(report, without_colour(style));
    case Format::ics:
      return render_calendar(report, style);
    case Format::vcf:
      return render_cards(report);
  }
  return {};
}

std::string RowWriter::header(const std::vector<std::string>& keys) const {
  constexpr std::string_view bom = "\xEF\xBB\xBF";
  if (format == Format::jsonl) return {};
  if (format == Format::tsv) return sheet_line(keys, Sheet::tsv);
  return spreadsheets ? std::string(bom) + sheet_line(keys, Sheet::spreadsheet)
                      : sheet_line(keys, Sheet::csv);
}

std::string RowWriter::row(const std::vector<std::string>& keys, const Row& row) const {
  if (format == Format::jsonl) return json_line(keys, row, zone);
  std::vector<std::string> values;
  values.reserve(row.cells.size());
  for (const Cell& cell : row.cells) values.push_back(machine_text(cell, zone));
  if (format == Format::tsv) return sheet_line(values, Sheet::tsv);
  return sheet_line(values, spreadsheets ? Sheet::spreadsheet : Sheet::csv);
}

}  // namespace kept
