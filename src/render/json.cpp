#include <nlohmann/json.hpp>

#include "kept/text.hpp"
#include "render/renderers.hpp"

namespace kept {
namespace {

using Json = nlohmann::ordered_json;

constexpr int format_version = 1;
constexpr int compact = -1;

struct JsonValue {
  const Zone& zone;

  Json operator()(std::monostate) const { return nullptr; }
  Json operator()(std::int64_t number) const { return number; }
  Json operator()(bool yes) const { return yes; }
  Json operator()(Length length) const { return length.seconds.count(); }
  Json operator()(Percent percent) const {
    return percent.value ? Json(*percent.value) : Json(nullptr);
  }
  Json operator()(Tenths tenths) const {
    return tenths.value ? Json(static_cast<double>(*tenths.value) / 10) : Json(nullptr);
  }
  Json operator()(const Texts& texts) const {
    Json array = Json::array();
    for (const std::string& text : texts.texts) array.push_back(repaired(text));
    return array;
  }
  Json operator()(const Record& record) const {
    Json object = Json::object();
    for (const NamedCell& field : record.fields) {
      object.emplace(field.key, std::visit(*this, field.cell));
    }
    return object;
  }
  Json operator()(const Records& records) const {
    Json array = Json::array();
    for (const Record& record : records.all) array.push_back((*this)(record));
    return array;
  }
  template <class Other>
  Json operator()(const Other& other) const {
    return machine_text(other, zone);
  }
};

void add_cells(Json& object, const Section& section, const Row& row, const Zone& zone) {
  for (std::size_t i = 0; i < section.columns.size(); ++i) {
    if (!is_for_machines(section.columns[i])) continue;
    object.emplace(section.columns[i].key, std::visit(JsonValue{zone}, cell_at(row, i)));
  }
}

Json object_of(const Section& section, const Row& row, const Zone& zone) {
  Json object = Json::object();
  add_cells(object, section, row, zone);
  return object;
}

Json value_of(const Section& section, const Zone& zone) {
  if (section.layout == Section::Layout::fields) {
    return section.rows.empty() ? Json() : object_of(section, section.rows.front(), zone);
  }
  Json array = Json::array();
  for (const Row& row : section.rows) array.push_back(object_of(section, row, zone));
  return array;
}

std::string line_of(const Json& json, int indent) {
  return json.dump(indent, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace) + '\n';
}

}  // namespace

std::string json_text(const Cell& cell, const Zone& zone) {
  std::string line = line_of(std::visit(JsonValue{zone}, cell), compact);
  line.pop_back();
  return line;
}

std::string json_line(const std::vector<std::string>& keys, const Row& row, const Zone& zone) {
  Json object = Json::object();
  for (std::size_t i = 0; i < keys.size(); ++i) {
    object.emplace(keys[i], std::visit(JsonValue{zone}, cell_at(row, i)));
  }
  return line_of(object, compact);
}

std::string render_json(const Report& report, const Zone& zone) {
  Json document = {{"format", format_version}, {"report", report.name}};
  for (const Section& section : report.sections) {
    document.emplace(section.key, value_of(section, zone));
  }
  return line_of(document, 2);
}

std::string render_json_lines(const Report& report, const Zone& zone) {
  std::string lines;
  for (const Section& section : report.sections) {
    for (const Row& row : section.rows) {
      Json object = {{"format", format_version}};
      if (names_sections(report)) object.emplace("section", section.key);
      add_cells(object, section, row, zone);
      lines += line_of(object, compact);
    }
  }
  return lines;
}

}  // namespace kept
